//! Other models in place of one that fails.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::handle::MiddlewareHandle;
use super::hooks::Hooks;
use super::next::ModelNext;
use super::retry::PASSING;
use crate::ai::model::{ModelRef, ModelRequest, ModelResponse, ModelResponseChunk};
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result, Status};

/// Asks other models in turn where one fails: `fallback` on the wire.
///
/// The configuration of the call holds for them too, under their own; the key and the version of the first model never go
/// to another. An answer whose first chunk went out stays as it is, unless [`after_chunks`](Fallback::after_chunks) is set.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::middleware::Fallback;
/// use genkit::ModelRef;
/// use genkit::testing::static_model;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = TestGenkit::new();
/// ai.use_model(static_model(ModelResponse::text("from the small one")).named("acme/small"));
/// ai.script([reply().error(Status::Unavailable, "overloaded")]);
/// let small = ModelRef::named("acme/small").config(serde_json::json!({"temperature": 0.2}));
/// let answer = ai.generate().prompt("Hi").with(Fallback::to([small])).await?;
/// assert_eq!(answer.text(), "from the small one");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(description = "Asks other models in turn where one fails")]
pub struct Fallback {
    /// The models, in the order in which they are asked.
    models: Vec<Other>,
    /// The errors after which the next one is asked.
    #[schemars(with = "Vec<String>")]
    statuses: Vec<Status>,
    /// True to ask each model with its own configuration only.
    isolate_config: bool,
    /// True to ask another model also after chunks went out; a chunk that says so goes out first.
    after_chunks: bool,
}

/// A model to ask in place of another: its name, or an object with a configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Other {
    Name(String),
    Ref {
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<String>,
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        config: Map<String, Value>,
    },
}

impl Other {
    fn name(&self) -> &str {
        match self {
            Other::Name(name) | Other::Ref { name, .. } => name,
        }
    }

    fn config(&self) -> Map<String, Value> {
        match self {
            Other::Name(_) => Map::new(),
            Other::Ref { version, config, .. } => {
                let version = version.iter().map(|v| ("version".to_owned(), v.as_str().into()));
                version.chain(config.clone()).collect()
            }
        }
    }
}

impl Default for Fallback {
    fn default() -> Self {
        let statuses = PASSING.into_iter().chain([Status::NotFound, Status::Unimplemented]).collect();
        Self { models: Vec::new(), statuses, isolate_config: false, after_chunks: false }
    }
}

impl Fallback {
    /// These models, by name or by reference, after the errors that [`Retry`](super::Retry) repeats, `NOT_FOUND` and
    /// `UNIMPLEMENTED`.
    #[must_use]
    pub fn to<M: Into<ModelRef>>(models: impl IntoIterator<Item = M>) -> Self {
        let other = |model: ModelRef| match model.config_json() {
            config if config.is_empty() => Other::Name(model.name().to_owned()),
            config => Other::Ref { name: model.name().to_owned(), version: None, config: config.clone() },
        };
        Self { models: models.into_iter().map(Into::into).map(other).collect(), ..Self::default() }
    }

    /// The errors after which the next model is asked.
    #[must_use]
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = Status>) -> Self {
        self.statuses = statuses.into_iter().collect();
        self
    }

    /// Asks each model with its own configuration only.
    #[must_use]
    pub fn isolate_config(mut self) -> Self {
        self.isolate_config = true;
        self
    }

    /// Asks another model also after chunks went out. A chunk goes out first which says that those before it do not
    /// count: [`ModelResponseChunk::as_reset`].
    #[must_use]
    pub fn after_chunks(mut self) -> Self {
        self.after_chunks = true;
        self
    }

    fn request_for(&self, other: &Other, request: &ModelRequest, first: &str) -> ModelRequest {
        let mut config = match &request.config {
            Value::Object(config) if !self.isolate_config => config.clone(),
            _ => Map::new(),
        };
        if first != other.name() {
            config.shift_remove("version");
            config.shift_remove("apiKey");
        }
        config.extend(other.config());
        let config = if config.is_empty() { Value::Null } else { Value::Object(config) };
        request.clone().with_config(config)
    }

    fn goes_on(&self, error: &Error, ctx: &Ctx, sent: bool) -> bool {
        let cancelled = ctx.is_cancelled() || error.status() == Status::Cancelled;
        let interrupted = error.interrupt_metadata().is_some();
        !cancelled && !interrupted && self.statuses.contains(&error.status()) && (!sent || self.after_chunks)
    }

    async fn run(&self, request: ModelRequest, ctx: &Ctx, next: ModelNext) -> Result<ModelResponse> {
        let (watched, sent) = next.clone().watched();
        let mut result = watched.run(request.clone()).await;
        for (attempt, other) in (1..).zip(&self.models) {
            let error = match result {
                Err(error) if self.goes_on(&error, ctx, sent.load(Ordering::Relaxed)) => error,
                decided => return decided,
            };
            tracing::warn!(
                target: "genkit",
                { genkit.middleware.name = "fallback", genkit.middleware.fallback.target_model = other.name() },
                "Falling back to model {} due to error {error}", other.name()
            );
            if sent.swap(false, Ordering::Relaxed) {
                next.chunks().send(ModelResponseChunk::reset(attempt)).await?;
            }
            let asked = self.request_for(other, &request, next.model_name());
            result = watched.run_on(other.name(), asked).await;
        }
        result
    }
}

impl MiddlewareHandle for Fallback {
    type Config = Self;
    const NAME: &'static str = "fallback";
    const DESCRIPTION: Option<&'static str> = Some("Asks other models in turn where one fails");

    fn hooks(config: Self, _ai: &Genkit) -> Result<Hooks> {
        let config = Arc::new(config);
        Ok(Hooks::new().model(move |request, ctx, next| {
            let config = config.clone();
            async move { config.run(request, &ctx, next).await }
        }))
    }
}
