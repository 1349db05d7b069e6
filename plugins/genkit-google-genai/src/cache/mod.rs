//! Content that is kept at the provider's, so that it is not sent and paid for in full each time.

mod content;
mod known;
mod marked;

use std::sync::Arc;
use std::time::Duration;

use genkit::http::Method;
use genkit::{BoxFuture, Ctx, Error, Genkit, Message, ModelRequest, Result, Status};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub(crate) use known::Known;
pub(crate) use marked::{Mark, use_marked};

use crate::backend::{Backend, Call, Place};
use crate::family::{Family, short};
use crate::{GoogleAi, VertexAi};

/// How long content is kept where nothing else is said.
const TTL: Duration = Duration::from_secs(300);

/// Content that is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CachedContent {
    /// Its name, for [`cached_content`](crate::GeminiConfig::cached_content).
    pub name: String,
    /// The model that it is kept for.
    pub model: String,
    /// The hash of what it holds, by which it is found again.
    pub display_name: String,
    /// When it ends, as RFC 3339.
    pub expire_time: Option<String>,
    /// How many tokens it holds: `{"totalTokenCount": ..}`.
    pub usage_metadata: Option<Value>,
}

/// Content that is about to be kept; `.await` makes it, or finds it if it is kept already.
///
/// ```no_run
/// use genkit::{Genkit, Message};
/// use genkit_google_genai::{GeminiConfig, GoogleAi, google_ai};
///
/// # async fn example(ai: &Genkit, google: &GoogleAi, book: String) -> genkit::Result<()> {
/// let kept = google.cache_content(ai, "gemini-2.5-flash").message(Message::user(book)).await?;
/// let model = google_ai::gemini("gemini-2.5-flash")
///     .config(GeminiConfig { cached_content: Some(kept.name), ..Default::default() });
/// let answer = ai.generate().model(model).prompt("Who is the villain?").await?;
/// # let _ = answer; Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "content is kept when it is awaited"]
pub struct CacheContent {
    ai: Genkit,
    backend: Arc<Backend>,
    model: String,
    request: ModelRequest<Map<String, Value>>,
    ttl: Duration,
}

impl CacheContent {
    fn new(ai: &Genkit, backend: &Arc<Backend>, model: &str) -> Self {
        let request = ModelRequest::new(Vec::new()).with_config(Map::new());
        let (ai, backend, model) = (ai.clone(), backend.clone(), short(model).to_owned());
        Self { ai, backend, model, request, ttl: TTL }
    }

    /// The same with what the system says.
    pub fn system(mut self, text: impl Into<String>) -> Self {
        self.request.messages.insert(0, Message::system(text.into()));
        self
    }

    /// The same with one more message.
    pub fn message(mut self, message: Message) -> Self {
        self.request.messages.push(message);
        self
    }

    /// The same for another time than five minutes. Where it is found kept already, its time begins anew.
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = ttl;
        self
    }
}

impl IntoFuture for CacheContent {
    type Output = Result<CachedContent>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let store = Store { ai: &self.ai, backend: &self.backend, call: Call::default() };
            let body = content::body(&self.backend, &self.model, &self.request)?;
            store.keep(&self.model, body, self.ttl).await
        })
    }
}

macro_rules! caches {
    ($($plugin:ident)*) => {$(
        impl $plugin {
            /// Keeps content at the provider's for a model; see [`CacheContent`].
            pub fn cache_content(&self, ai: &Genkit, model: &str) -> CacheContent {
                CacheContent::new(ai, &self.0, model)
            }

            /// Forgets kept content, by its name.
            ///
            /// # Errors
            /// `NOT_FOUND` if it is not kept any more.
            pub async fn drop_cached_content(&self, ai: &Genkit, name: &str) -> Result<()> {
                let call = Call::default();
                let request = self.0.request(ai, Method::DELETE, Place::Path(name), &call).await?;
                self.0.kept.forget(name);
                self.0.endpoint.http().bytes(ai, request).await.map(drop)
            }
        }
    )*};
}

caches! { GoogleAi VertexAi }

/// The provider's caches.
pub(crate) struct Store<'a> {
    ai: &'a Genkit,
    backend: &'a Backend,
    call: Call,
}

impl<'a> Store<'a> {
    pub(crate) fn of(ctx: &'a Ctx, backend: &'a Backend, call: &Call) -> Self {
        Self { ai: ctx.ai(), backend, call: call.clone() }
    }

    /// Content as it is kept: known or found by its hash, with its time begun anew, or made.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a model that keeps nothing, and for content with too few tokens.
    pub(crate) async fn keep(
        &self,
        model: &str,
        mut body: Map<String, Value>,
        ttl: Duration,
    ) -> Result<CachedContent> {
        supported(model)?;
        body.insert("model".to_owned(), self.backend.model_path(self.ai, model, &self.call).await?.into());
        let hash = content::hash(&body);
        let ttl = Duration::from_secs(ttl.as_secs().max(1));
        let (key, now) = (format!("{hash} {}", self.whose()?), self.ai.env().now());
        let known = self.backend.kept.find(&key, now);
        let mut kept = self.renewed(known, ttl).await?;
        if kept.is_none() {
            kept = self.renewed(self.find(&hash).await?, ttl).await?;
        }
        let kept = match kept {
            Some(kept) => kept,
            None => self.make(model, body, hash, ttl).await?,
        };
        self.backend.kept.keep(&key, &kept, now, ttl);
        Ok(kept)
    }

    /// Whose content it is, where keys are told apart; without the key itself.
    fn whose(&self) -> Result<String> {
        if self.backend.is_vertex() {
            return Ok(String::new());
        }
        let (base, version) = self.backend.google_ai_base(&self.call);
        Ok(content::digested(&format!("{base} {version} {}", self.backend.key(&self.call)?.expose())))
    }

    async fn make(
        &self,
        model: &str,
        mut body: Map<String, Value>,
        hash: String,
        ttl: Duration,
    ) -> Result<CachedContent> {
        body.insert("displayName".to_owned(), hash.into());
        body.insert("ttl".to_owned(), seconds(ttl));
        let place = Place::Path("cachedContents");
        let request = self.backend.post(self.ai, place, &body, &self.call).await?;
        let made =
            self.backend.endpoint.http().json(self.ai, request).await.map_err(|e| too_small(model, e))?;
        read(&made)
    }

    async fn find(&self, hash: &str) -> Result<Option<CachedContent>> {
        let mut page = String::new();
        // A list that never ends is not followed for ever.
        for _ in 0..100 {
            let path = format!("cachedContents?pageSize=100{page}");
            let place = Place::Path(&path);
            let request = self.backend.request(self.ai, Method::GET, place, &self.call).await?;
            let told = self.backend.endpoint.http().json(self.ai, request).await?;
            let mut all = told.get("cachedContents").and_then(Value::as_array).into_iter().flatten();
            if let Some(found) = all.find(|kept| kept.get("displayName").is_some_and(|name| name == hash)) {
                return read(found).map(Some);
            }
            match told.get("nextPageToken").and_then(Value::as_str).filter(|token| !token.is_empty()) {
                Some(token) => page = format!("&pageToken={token}"),
                None => break,
            }
        }
        Ok(None)
    }

    /// With its time begun anew; `None` if it ended in the meantime.
    async fn renewed(&self, found: Option<CachedContent>, ttl: Duration) -> Result<Option<CachedContent>> {
        let Some(found) = found else { return Ok(None) };
        let path = format!("{}?updateMask=ttl", found.name);
        let request = self.backend.request(self.ai, Method::PATCH, Place::Path(&path), &self.call).await?;
        let request = request.json(&json!({"ttl": seconds(ttl)}))?;
        match self.backend.endpoint.http().json(self.ai, request).await {
            // The Gemini API calls it forbidden.
            Err(error) if [Status::NotFound, Status::PermissionDenied].contains(&error.status()) => {
                self.backend.kept.forget(&found.name);
                Ok(None)
            }
            told => read(&told?).map(Some),
        }
    }
}

fn seconds(ttl: Duration) -> Value {
    format!("{}s", ttl.as_secs()).into()
}

fn read(told: &Value) -> Result<CachedContent> {
    let read = CachedContent::deserialize(told).ok().filter(|kept| !kept.name.is_empty());
    read.ok_or_else(|| Error::internal("what is kept has no name").with_details(told.clone()))
}

/// Models that keep content: those that answer in text.
fn supported(model: &str) -> Result<()> {
    let known = matches!(Family::of(model), Family::Gemini | Family::Image)
        && !["embedding", "-live", "native-audio"].iter().any(|mark| model.contains(mark));
    if known {
        return Ok(());
    }
    Err(Error::invalid_argument(format!("{model} keeps no content: use a Gemini model that answers in text")))
}

#[cold]
fn too_small(model: &str, error: Error) -> Error {
    let small = ["too small", "minimum token count"].iter().any(|told| error.message().contains(told));
    if !(small && error.status() == Status::InvalidArgument) {
        return error;
    }
    let told = format!("the content has too few tokens to be kept for {model}: {}", error.message());
    let details = error.details().cloned().unwrap_or_default();
    Error::invalid_argument(told).with_details(details).with_cause(error)
}
