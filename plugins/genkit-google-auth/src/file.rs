//! Key files, and what they are good for.

use std::time::UNIX_EPOCH;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use genkit::http::{HttpClient, HttpRequest, Sends};
use genkit::{Error, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use super::sign::sign;
use super::{SCOPE, Token, fetch};

/// Whoever asks.
pub(super) enum Account {
    Service(Box<ServiceAccount>),
    User(Box<User>),
    /// The account of the machine in Google's cloud.
    Metadata {
        host: String,
    },
}

#[derive(Deserialize)]
pub(super) struct ServiceAccount {
    client_email: String,
    private_key: String,
    private_key_id: Option<String>,
    project_id: Option<String>,
    #[serde(default = "token_uri")]
    token_uri: String,
}

#[derive(Deserialize)]
pub(super) struct User {
    client_id: String,
    client_secret: String,
    refresh_token: String,
    quota_project_id: Option<String>,
    #[serde(default = "token_uri")]
    token_uri: String,
}

fn token_uri() -> String {
    "https://oauth2.googleapis.com/token".to_owned()
}

impl Account {
    /// Reads a key file.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` if it is none that can be used, naming the place and nothing of what stands in it.
    pub(super) fn read(text: &str, place: &str) -> Result<Self> {
        let no = |why: String| Error::unauthenticated(format!("the credentials in {place} {why}"));
        let json: Value = serde_json::from_str(text).map_err(|_| no("are not JSON".to_owned()))?;
        let incomplete = |e: serde_json::Error| no(format!("are not complete: {e}"));
        match json.get("type").and_then(Value::as_str) {
            Some("service_account") | None => {
                Ok(Self::Service(ServiceAccount::deserialize(&json).map_err(incomplete)?.into()))
            }
            Some("authorized_user") => Ok(Self::User(User::deserialize(&json).map_err(incomplete)?.into())),
            Some(other) => Err(no(format!(
                "are of the type {other}, which is not supported; use a service account, or give an access token"
            ))),
        }
    }

    pub(super) async fn token(&self, by: &dyn Sends, http: &HttpClient) -> Result<Token> {
        let request = match self {
            Self::Service(account) => account.request(by)?,
            Self::User(user) => form(
                &user.token_uri,
                &[
                    ("grant_type", "refresh_token"),
                    ("client_id", &user.client_id),
                    ("client_secret", &user.client_secret),
                    ("refresh_token", &user.refresh_token),
                ],
            ),
            Self::Metadata { host } => metadata(host, "instance/service-accounts/default/token")?,
        };
        fetch(by, http, request).await.map_err(|error| match self {
            Self::Metadata { .. } => no_machine(error),
            _ => error,
        })
    }

    pub(super) async fn project(&self, by: &dyn Sends, http: &HttpClient) -> Result<Option<String>> {
        match self {
            Self::Service(account) => Ok(account.project_id.clone()),
            Self::User(user) => Ok(user.quota_project_id.clone()),
            Self::Metadata { host } => {
                let told = http.bytes(by, metadata(host, "project/project-id")?).await.map_err(no_machine)?;
                let name = String::from_utf8_lossy(&told).trim().to_owned();
                Ok(Some(name).filter(|name| !name.is_empty()))
            }
        }
    }
}

impl ServiceAccount {
    /// A request for a token, signed with the account's key.
    fn request(&self, by: &dyn Sends) -> Result<HttpRequest> {
        let now = by.env().now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let mut header = json!({"alg": "RS256", "typ": "JWT"});
        if let (Some(header), Some(id)) = (header.as_object_mut(), &self.private_key_id) {
            header.insert("kid".to_owned(), id.as_str().into());
        }
        let claims = json!({
            "iss": self.client_email, "scope": SCOPE, "aud": self.token_uri, "iat": now, "exp": now + 3600,
        });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let said = format!("{}.{}", part(&header), part(&claims));
        let signature = URL_SAFE_NO_PAD.encode(sign(&self.private_key, said.as_bytes())?);
        let assertion = format!("{said}.{signature}");
        let grant = ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        Ok(form(&self.token_uri, &[grant, ("assertion", &assertion)]))
    }
}

fn form(url: &str, members: &[(&str, &str)]) -> HttpRequest {
    let mut body = String::new();
    for (name, value) in members {
        if !body.is_empty() {
            body.push('&');
        }
        body.extend([*name, "="]);
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                body.push(byte.into());
            } else {
                body.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    HttpRequest::post(url).body("application/x-www-form-urlencoded", body)
}

fn metadata(host: &str, path: &str) -> Result<HttpRequest> {
    HttpRequest::get(format!("http://{host}/computeMetadata/v1/{path}")).header("metadata-flavor", "Google")
}

#[cold]
fn no_machine(error: Error) -> Error {
    let told = "no credentials of Google: set GOOGLE_APPLICATION_CREDENTIALS to a key file, run \
                `gcloud auth application-default login`, or give the plugin a key or a token";
    Error::unauthenticated(told).with_cause(error)
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Account")
    }
}
