//! So many requests and tokens a minute, for each provider, model and key.

mod bucket;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use self::bucket::{Bucket, Rates};
use super::handle::MiddlewareHandle;
use super::hooks::Hooks;
use super::next::ModelNext;
use crate::ai::model::{ModelRequest, ModelResponse, Usage};
use crate::core::app::{BeforeBuild, Genkit};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result, Status};

/// Holds requests to a model back, so that there are not more than so many a minute: `rateLimit` on the wire.
///
/// All calls of a runtime share what there is, apart for each model (or [provider](RateLimit::per_provider)), each API key
/// in the configuration, and each of the [values of the context](RateLimit::per) that are named. Whoever came first goes
/// first. Tokens are guessed from the request (a token is four characters) and set right by what the answer says it used.
/// After a `RESOURCE_EXHAUSTED` with a `Retry-After` nobody is let through until then.
///
/// ```standalone_crate
/// use std::time::Duration;
/// use genkit::prelude::*;
/// use genkit::middleware::RateLimit;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = TestGenkit::new();
/// ai.script(["one", "two"]);
/// let limit = || RateLimit::requests(1).max_wait(Duration::from_secs(10));
/// ai.generate().prompt("Hi").with(limit()).await?;
/// let error = ai.generate().prompt("Hi").with(limit()).await.unwrap_err();
/// assert_eq!(error.status(), Status::ResourceExhausted);
/// assert!(error.retry_after().unwrap() > Duration::from_secs(50));
///
/// ai.generate().prompt("Hi").with(RateLimit::requests(1)).await?;     // waits: here the test's clock jumps
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(description = "Holds requests to a model back: so many a minute")]
pub struct RateLimit {
    /// Requests a minute; no bound if it is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    requests_per_minute: Option<u32>,
    /// Tokens a minute; no bound if it is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens_per_minute: Option<u32>,
    /// The longest wait, in milliseconds; no bound if it is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_wait_ms: Option<u64>,
    /// True if all models of a provider share.
    per_provider: bool,
    /// Values of the context that tell callers apart.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    per: Vec<String>,
}

impl RateLimit {
    /// So many requests a minute.
    #[must_use]
    pub fn requests(per_minute: u32) -> Self {
        Self { requests_per_minute: Some(per_minute), ..Self::default() }
    }

    /// So many tokens a minute.
    #[must_use]
    pub fn tokens(per_minute: u32) -> Self {
        Self { tokens_per_minute: Some(per_minute), ..Self::default() }
    }

    /// So many tokens a minute, too.
    #[must_use]
    pub fn and_tokens(mut self, per_minute: u32) -> Self {
        self.tokens_per_minute = Some(per_minute);
        self
    }

    /// Who would have to wait longer fails at once, with `RESOURCE_EXHAUSTED` and how long it would have been.
    #[must_use]
    pub fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait_ms = Some(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
        self
    }

    /// All models of a provider share; the provider is what stands before the first `/` of a model's name.
    #[must_use]
    pub fn per_provider(mut self) -> Self {
        self.per_provider = true;
        self
    }

    /// Apart for each value that the context has under this name, for example `tenant`.
    #[must_use]
    pub fn per(mut self, name: impl Into<String>) -> Self {
        self.per.push(name.into());
        self
    }

    /// What tells apart those who share from those who do not. Keys are secret: only a digest is kept.
    fn key(&self, request: &ModelRequest, ctx: &Ctx, model: &str) -> String {
        let provider = model.split_once('/').map_or(model, |(provider, _)| provider);
        let of = if self.per_provider { provider } else { model };
        let values: Vec<_> = self.per.iter().map(|name| ctx.context().values().get(name)).collect();
        let limits = (self.requests_per_minute, self.tokens_per_minute);
        let told = json!([of, request.config.get("apiKey"), values, limits]).to_string();
        Sha256::digest(told.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    async fn run(&self, request: ModelRequest, ctx: &Ctx, next: ModelNext) -> Result<ModelResponse> {
        let key = self.key(&request, ctx, next.model_name());
        let rates = Rates { requests: self.requests_per_minute, tokens: self.tokens_per_minute };
        let bucket = match ctx.ai().extension::<Buckets>() {
            Some(buckets) => buckets.get(&key, rates, ctx.ai().env().elapsed()),
            None => return Err(Error::internal("the runtime keeps no rate limits")),
        };
        let guess = if self.tokens_per_minute.is_some() { guess_tokens(&request) } else { 0.0 };
        let longest = self.max_wait_ms.map(Duration::from_millis);
        bucket.enter(ctx.ai().env(), guess, longest).await?;
        let result = next.run(request).await;
        let now = ctx.ai().env().elapsed();
        match &result {
            Ok(answer) => {
                if let Some(used) = answer.usage.as_ref().and_then(used) {
                    bucket.correct(used - guess);
                }
            }
            Err(error) if error.status() == Status::ResourceExhausted => {
                if let Some(wait) = error.retry_after() {
                    bucket.close(now + wait);
                }
            }
            Err(_) => {}
        }
        result
    }
}

/// A token is about four characters.
fn guess_tokens(request: &ModelRequest) -> f64 {
    let parts = request.messages.iter().flat_map(|message| &message.content);
    let text = parts.filter_map(|part| part.as_text().or(part.as_reasoning()));
    (text.map(str::len).sum::<usize>() as f64 / 4.0).ceil()
}

fn used(usage: &Usage) -> Option<f64> {
    usage.total_tokens.or_else(|| match (usage.input_tokens, usage.output_tokens) {
        (None, None) => None,
        (input, output) => Some(input.unwrap_or_default() + output.unwrap_or_default()),
    })
}

/// The limits of a runtime, by what they hold for.
#[derive(Clone, Debug, Default)]
struct Buckets(Arc<Mutex<HashMap<String, Arc<Bucket>>>>);

/// How many are kept before those are let go that limit nobody at the moment.
const KEPT: usize = 1024;

impl Buckets {
    fn get(&self, key: &str, rates: Rates, now: Duration) -> Arc<Bucket> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get(key) {
            return bucket.clone();
        }
        if buckets.len() >= KEPT {
            buckets.retain(|_, bucket| Arc::strong_count(bucket) > 1 || !bucket.is_idle(now));
        }
        let bucket = Arc::new(Bucket::new(rates, now));
        buckets.insert(key.to_owned(), bucket.clone());
        bucket
    }
}

inventory::submit! { BeforeBuild(|builder| Ok(builder.extension(Buckets::default()))) }

impl MiddlewareHandle for RateLimit {
    type Config = Self;
    const NAME: &'static str = "rateLimit";
    const DESCRIPTION: Option<&'static str> = Some("Holds requests to a model back: so many a minute");

    fn hooks(config: Self, _ai: &Genkit) -> Result<Hooks> {
        if [config.requests_per_minute, config.tokens_per_minute].contains(&Some(0)) {
            return Err(Error::invalid_argument("a rate limit of nothing a minute lets nobody through"));
        }
        let config = Arc::new(config);
        Ok(Hooks::new().model(move |request, ctx, next| {
            let config = config.clone();
            async move { config.run(request, &ctx, next).await }
        }))
    }
}
