//! Recordings of what a provider was asked and what it answered.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::stream;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compare;
use crate::core::BoxFuture;
use crate::core::error::{Error, Result, ResultExt, Status};
use crate::http::{Body, Connect, HttpRequest, HttpResponse, Redact, Transport};

/// Records what a provider is asked and answers, or replays it without a network. No secret is written down: sensitive
/// headers are left out, and their values are blanked wherever else they stand. Clones share one recording.
///
/// ```
/// use genkit::testing::Cassette;
///
/// # fn example() -> genkit::Result<()> {
/// // Replays the file; recorded anew with `GENKIT_RECORD=1`.
/// let ai = genkit::Genkit::builder().transport(Cassette::open("tests/cassettes/weather.json")?);
/// # let _ = ai; Ok(()) }
/// ```
#[derive(Clone)]
pub struct Cassette(Arc<Inner>);

struct Inner {
    path: PathBuf,
    /// What is recorded from; `None` replays.
    from: Option<Box<dyn Transport>>,
    tape: Mutex<Tape>,
}

#[derive(Default, Serialize, Deserialize)]
pub(super) struct Tape {
    pub(super) interactions: Vec<Interaction>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Interaction {
    pub(super) request: Asked,
    response: Answered,
    /// Replayed already.
    #[serde(skip)]
    pub(super) used: bool,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) url: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<(String, String)>,
    pub(super) body: Value,
}

#[derive(Clone, Serialize, Deserialize)]
struct Answered {
    status: u16,
    headers: Vec<(String, String)>,
    /// JSON, text, or bytes as `{"bytes": [..]}`.
    body: Value,
}

impl Cassette {
    /// Replays a file; with `GENKIT_RECORD=1` in the environment records it from the network.
    ///
    /// # Errors
    /// As [`replay`](Self::replay).
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        if std::env::var_os("GENKIT_RECORD").is_some_and(|set| set == "1") {
            return Ok(Self::record(path, Connect::new()));
        }
        Self::replay(path)
    }

    /// Replays a file. Each recorded answer is given once, to a request of the same method, address and body.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such file, `INVALID_ARGUMENT` if it is no recording.
    pub fn replay(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_owned();
        let text = std::fs::read(&path).map_err(|e| {
            let told = format!("no recording at {}; record it with GENKIT_RECORD=1", path.display());
            Error::not_found(told).with_cause(e)
        })?;
        let tape: Tape = serde_json::from_slice(&text)
            .or_status(Status::InvalidArgument, format!("{} is not a recording", path.display()))?;
        Ok(Self(Arc::new(Inner { path, from: None, tape: Mutex::new(tape) })))
    }

    /// Records what goes through a transport. The file is written anew whenever an answer was read to its end.
    #[must_use]
    pub fn record(path: impl AsRef<Path>, from: impl Transport) -> Self {
        let from: Option<Box<dyn Transport>> = Some(Box::new(from));
        Self(Arc::new(Inner { path: path.as_ref().to_owned(), from, tape: Mutex::default() }))
    }
}

impl Inner {
    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse> {
        let asked = asked(request);
        let mut tape = self.tape.lock().unwrap_or_else(PoisonError::into_inner);
        let found = tape.interactions.iter_mut().find(|i| !i.used && compare::same(&i.request, &asked));
        let Some(found) = found else {
            let told = compare::nearest(&tape, &asked);
            return Err(Error::failed_precondition(format!(
                "{} holds no answer to {} {}: {told}",
                self.path.display(),
                asked.method,
                asked.url
            )));
        };
        found.used = true;
        let Answered { status, headers, body } = found.response.clone();
        let response = HttpResponse::new(status, bytes(body));
        Ok(headers.iter().fold(response, |r, (name, value)| r.with_header(name, value)))
    }

    fn keep(&self, interaction: Interaction) -> Result<()> {
        let mut tape = self.tape.lock().unwrap_or_else(PoisonError::into_inner);
        tape.interactions.push(interaction);
        let text = serde_json::to_string_pretty(&*tape)?;
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&self.path, text + "\n")
            .or_status(Status::Internal, format!("{} cannot be written", self.path.display()))
    }
}

impl Transport for Cassette {
    fn send(&self, request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse>> {
        let inner = self.0.clone();
        let Some(from) = &self.0.from else {
            return Box::pin(async move { inner.answer(&request) });
        };
        let sent = from.send(request.clone());
        Box::pin(async move {
            let response = sent.await?;
            let redact = Redact::of(&request);
            let mut headers = redact.headers(&response.headers);
            // Of the connection, not of what was said; dates would differ at each recording.
            headers.retain(|(name, _)| {
                !["date", "connection", "transfer-encoding", "content-length", "alt-svc"]
                    .contains(&name.as_str())
            });
            let status = response.status;
            let (headers_seen, body) = (response.headers, response.body);
            let state = (body, Vec::new(), Some((inner, request, headers)));
            let pieces = stream::try_unfold(state, move |(mut body, mut all, mut left)| async move {
                if let Some(piece) = body.next().await.transpose()? {
                    all.extend_from_slice(&piece);
                    return Ok(Some((piece, (body, all, left))));
                }
                if let Some((inner, request, headers)) = left.take() {
                    let body = redacted(&Redact::of(&request), &all);
                    let response = Answered { status, headers, body };
                    inner.keep(Interaction { request: asked(&request), response, used: false })?;
                }
                Ok(None)
            });
            Ok(HttpResponse { status, headers: headers_seen, body: Body::new(pieces) })
        })
    }
}

fn asked(request: &HttpRequest) -> Asked {
    let redact = Redact::of(request);
    Asked {
        method: request.method.to_string(),
        url: redact.text(&request.url),
        headers: redact.headers(&request.headers),
        body: redacted(&redact, &request.body),
    }
}

/// A body as it is kept: JSON where it is an object or a list, text where it is text.
fn redacted(redact: &Redact, bytes: &[u8]) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    match serde_json::from_slice::<Value>(bytes) {
        Ok(json @ (Value::Object(_) | Value::Array(_))) => redact.json(json),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => redact.text(text).into(),
            Err(_) => serde_json::json!({"bytes": bytes}),
        },
    }
}

fn bytes(body: Value) -> Vec<u8> {
    match body {
        Value::Null => Vec::new(),
        Value::String(text) => text.into_bytes(),
        Value::Object(members) if members.len() == 1 && members.contains_key("bytes") => {
            let bytes = members.get("bytes").and_then(|b| Vec::<u8>::deserialize(b).ok());
            bytes.unwrap_or_default()
        }
        other => other.to_string().into_bytes(),
    }
}

impl std::fmt::Debug for Cassette {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cassette({})", self.0.path.display())
    }
}
