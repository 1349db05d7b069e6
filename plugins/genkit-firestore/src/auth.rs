//! Who asks: nobody in particular for an emulator, whoever a function's token names, or credentials of Google.

use std::sync::Arc;

use genkit::http::HttpClient;
use genkit::{BoxFuture, Env, Result, Secret};

pub(crate) type Tokens = Arc<dyn Fn() -> BoxFuture<'static, Result<Secret<String>>> + Send + Sync>;

#[derive(Clone)]
pub(crate) enum Auth {
    Emulator,
    Tokens(Tokens),
    Google(genkit_google_auth::Auth),
}

impl Auth {
    pub(crate) async fn token(&self, env: &Env, http: &HttpClient) -> Result<Secret<String>> {
        match self {
            // An emulator lets this one do everything.
            Auth::Emulator => Ok(Secret::new("owner".to_owned())),
            Auth::Tokens(tokens) => tokens().await,
            Auth::Google(auth) => auth.token(env, http).await,
        }
    }
}
