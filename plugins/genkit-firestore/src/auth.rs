//! Who asks: nobody in particular for an emulator, whoever a token names, or the account of the machine.

use std::sync::Arc;
use std::time::Duration;

use genkit::http::{HttpClient, HttpRequest};
use genkit::{BoxFuture, Error, Genkit, Result, Secret};
use tokio::sync::Mutex;

/// A token is renewed so long before it ends.
const MARGIN: Duration = Duration::from_secs(60);

pub(crate) type Tokens = Arc<dyn Fn() -> BoxFuture<'static, Result<Secret<String>>> + Send + Sync>;

pub(crate) enum Auth {
    Emulator,
    Tokens(Tokens),
    /// The account of a machine in Google's cloud.
    Machine(Machine),
}

#[derive(Default)]
pub(crate) struct Machine {
    /// Held while a token is fetched, so that many at once fetch only one.
    known: Mutex<Option<(Secret<String>, Duration)>>,
}

impl Auth {
    pub(crate) async fn token(&self, ai: &Genkit, http: &HttpClient) -> Result<Secret<String>> {
        match self {
            // An emulator lets this one do everything.
            Auth::Emulator => Ok(Secret::new("owner".to_owned())),
            Auth::Tokens(tokens) => tokens().await,
            Auth::Machine(machine) => machine.token(ai, http).await,
        }
    }
}

impl Machine {
    async fn token(&self, ai: &Genkit, http: &HttpClient) -> Result<Secret<String>> {
        let mut known = self.known.lock().await;
        let now = ai.env().elapsed();
        if let Some((token, _)) = known.as_ref().filter(|(_, until)| *until > now + MARGIN) {
            return Ok(token.clone());
        }
        let told =
            http.json(ai, metadata("instance/service-accounts/default/token")?).await.map_err(no_machine)?;
        let token = told.get("access_token").and_then(serde_json::Value::as_str);
        let token =
            token.ok_or_else(|| Error::unauthenticated("the metadata server gave no access token"))?;
        let token = Secret::new(token.to_owned());
        let seconds = told.get("expires_in").and_then(serde_json::Value::as_u64).unwrap_or_default();
        *known = Some((token.clone(), now + Duration::from_secs(seconds)));
        Ok(token)
    }
}

/// The project of the machine.
pub(crate) async fn project(ai: &Genkit, http: &HttpClient) -> Result<String> {
    let told = http.bytes(ai, metadata("project/project-id")?).await.map_err(no_machine)?;
    Ok(String::from_utf8_lossy(&told).trim().to_owned())
}

fn metadata(path: &str) -> Result<HttpRequest> {
    let host = std::env::var("GCE_METADATA_HOST").ok().filter(|host| !host.trim().is_empty());
    let host = host.unwrap_or_else(|| "metadata.google.internal".to_owned());
    HttpRequest::get(format!("http://{host}/computeMetadata/v1/{path}")).header("metadata-flavor", "Google")
}

#[cold]
fn no_machine(error: Error) -> Error {
    let told = "no credentials for Firestore: this is no machine in Google's cloud; give `FirestoreOptions::token`, or \
                set FIRESTORE_EMULATOR_HOST";
    Error::unauthenticated(told).with_cause(error)
}
