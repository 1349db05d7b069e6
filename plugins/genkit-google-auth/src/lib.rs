//! Who asks Google: a token, a service account, or whoever the machine is. Plugins for Google's services share it.
//!
//! ```
//! use genkit::http::HttpClient;
//! use genkit::{Env, Result, Secret};
//! use genkit_google_auth::Auth;
//!
//! async fn token() -> Result<Secret<String>> {
//!     let (auth, http) = (Auth::of_machine(), HttpClient::new("acme"));
//!     auth.token(&Env::system(), &http).await
//! }
//! ```

mod default;
mod file;
mod sign;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use genkit::http::{HttpClient, HttpRequest, Sends};
use genkit::{Error, Result, Secret};
use serde_json::Value;
use tokio::sync::Mutex;

use file::Account;

/// The right that is asked for.
const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";
/// A token is renewed so long before it ends.
const MARGIN: Duration = Duration::from_secs(60);

/// Where access tokens come from, of the scope `cloud-platform`. Clones share what was found and the token.
#[derive(Clone)]
pub struct Auth(Arc<Inner>);

struct Inner {
    source: Source,
    /// Held while a token is fetched, so that many at once fetch only one.
    known: Mutex<Known>,
}

enum Source {
    Token(Secret<String>),
    /// The text of a key file.
    Key(Secret<String>),
    Default,
}

#[derive(Default)]
struct Known {
    account: Option<Arc<Account>>,
    project: Option<Option<String>>,
    token: Option<Token>,
}

/// A token, and until when it is good.
#[derive(Clone)]
struct Token {
    value: Secret<String>,
    until: Duration,
}

impl Auth {
    /// An access token; it is not renewed.
    #[must_use]
    pub fn token_of(token: Secret<String>) -> Self {
        Self::of(Source::Token(token))
    }

    /// A service account, or a user's login, by the text of its key file (JSON).
    #[must_use]
    pub fn key_file(text: Secret<String>) -> Self {
        Self::of(Source::Key(text))
    }

    /// Application default credentials, looked for when first needed: the key in `GCLOUD_SERVICE_ACCOUNT_CREDS`, the file
    /// that `GOOGLE_APPLICATION_CREDENTIALS` names, the login of `gcloud auth application-default login`, the account of
    /// the machine in Google's cloud.
    #[must_use]
    pub fn of_machine() -> Self {
        Self::of(Source::Default)
    }

    fn of(source: Source) -> Self {
        Self(Arc::new(Inner { source, known: Mutex::default() }))
    }

    /// A token that is good for a while.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` if there are no credentials or they are refused.
    pub async fn token(&self, by: &dyn Sends, http: &HttpClient) -> Result<Secret<String>> {
        if let Source::Token(token) = &self.0.source {
            return Ok(token.clone());
        }
        let mut known = self.0.known.lock().await;
        let now = by.env().elapsed();
        if let Some(token) = known.token.as_ref().filter(|token| token.until > now + MARGIN) {
            return Ok(token.value.clone());
        }
        let account = self.account(&mut known)?;
        let token = account.token(by, http).await?;
        known.token = Some(token.clone());
        Ok(token.value)
    }

    /// The project that the credentials belong to, if they tell; a token does not.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` if there are no credentials.
    pub async fn project(&self, by: &dyn Sends, http: &HttpClient) -> Result<Option<String>> {
        if let Source::Token(_) = &self.0.source {
            return Ok(None);
        }
        let mut known = self.0.known.lock().await;
        if let Some(project) = &known.project {
            return Ok(project.clone());
        }
        let account = self.account(&mut known)?;
        let project = account.project(by, http).await?;
        known.project = Some(project.clone());
        Ok(project)
    }

    fn account(&self, known: &mut Known) -> Result<Arc<Account>> {
        if let Some(account) = &known.account {
            return Ok(account.clone());
        }
        let account = Arc::new(match &self.0.source {
            Source::Key(text) => Account::read(text.expose(), "the key that was given")?,
            _ => default::find()?,
        });
        known.account = Some(account.clone());
        Ok(account)
    }
}

/// Asks for a token and reads the answer.
async fn fetch(by: &dyn Sends, http: &HttpClient, request: HttpRequest) -> Result<Token> {
    let told = http.json(by, request).await.map_err(refused)?;
    let value = told.get("access_token").and_then(Value::as_str);
    let value = value.ok_or_else(|| Error::unauthenticated("the token server gave no access token"))?;
    let seconds = told.get("expires_in").and_then(Value::as_f64).unwrap_or(3600.0);
    let lasts = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    Ok(Token { value: Secret::new(value.to_owned()), until: by.env().elapsed() + lasts })
}

/// The server's own words, under a status that says what it means for whoever asks.
#[cold]
fn refused(error: Error) -> Error {
    use genkit::Status::{DeadlineExceeded, Unavailable};
    if [Unavailable, DeadlineExceeded].contains(&error.status()) {
        return error;
    }
    let told = format!("no access token: {}", error.message());
    Error::unauthenticated(told).with_cause(error)
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0.source {
            Source::Token(_) => "Auth(token)",
            Source::Key(_) => "Auth(key file)",
            Source::Default => "Auth(default)",
        })
    }
}
