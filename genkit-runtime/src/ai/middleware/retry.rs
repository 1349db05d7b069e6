//! Asking again after an error that may pass.

use std::sync::atomic::Ordering;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::handle::MiddlewareHandle;
use super::hooks::Hooks;
use super::next::ModelNext;
use crate::ai::model::{ModelRequest, ModelResponse, ModelResponseChunk};
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::env::Env;
use crate::core::error::{Error, Result, Status};

/// Asks a model again after an error that may pass: `retry` on the wire.
///
/// It waits longer each time, by chance a little more, and at least as long as the provider says (`Retry-After`); where that
/// is longer than [`max_delay`](Retry::max_delay) it gives up at once. What was cancelled, and what tools interrupt, is
/// never retried. Nor is an answer whose first chunk went out, unless [`after_chunks`](Retry::after_chunks) is set.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::middleware::Retry;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = TestGenkit::new();
/// ai.script([reply().error(Status::Unavailable, "overloaded"), reply().text("Hello!")]);
/// let answer = ai.generate().prompt("Hi").with(Retry::new().max_retries(2)).await?;
/// assert_eq!(answer.text(), "Hello!");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(description = "Asks a model again after an error that may pass")]
pub struct Retry {
    /// How often to ask again.
    max_retries: u32,
    /// The errors that may pass.
    #[schemars(with = "Vec<String>")]
    statuses: Vec<Status>,
    /// The first pause, in milliseconds.
    initial_delay_ms: u64,
    /// The longest pause, in milliseconds.
    max_delay_ms: u64,
    /// How much longer each pause is than the one before.
    backoff_factor: f64,
    /// True for pauses that leave nothing to chance.
    no_jitter: bool,
    /// True to ask again also after chunks went out; a chunk that says so goes out first.
    after_chunks: bool,
}

/// What may pass, by default.
pub(super) const PASSING: [Status; 5] = [
    Status::Unavailable,
    Status::DeadlineExceeded,
    Status::ResourceExhausted,
    Status::Aborted,
    Status::Internal,
];

impl Default for Retry {
    fn default() -> Self {
        Self {
            max_retries: 3,
            statuses: PASSING.to_vec(),
            initial_delay_ms: 1000,
            max_delay_ms: 60_000,
            backoff_factor: 2.0,
            no_jitter: false,
            after_chunks: false,
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl Retry {
    /// Three times, after `UNAVAILABLE`, `DEADLINE_EXCEEDED`, `RESOURCE_EXHAUSTED`, `ABORTED` and `INTERNAL`, with pauses
    /// from one second to one minute.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How often to ask again.
    #[must_use]
    pub fn max_retries(mut self, times: u32) -> Self {
        self.max_retries = times;
        self
    }

    /// The errors to ask again after.
    #[must_use]
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = Status>) -> Self {
        self.statuses = statuses.into_iter().collect();
        self
    }

    /// The first pause.
    #[must_use]
    pub fn initial_delay(mut self, pause: Duration) -> Self {
        self.initial_delay_ms = millis(pause);
        self
    }

    /// The longest pause.
    #[must_use]
    pub fn max_delay(mut self, pause: Duration) -> Self {
        self.max_delay_ms = millis(pause);
        self
    }

    /// How much longer each pause is than the one before; 2 by default.
    #[must_use]
    pub fn backoff_factor(mut self, factor: f64) -> Self {
        self.backoff_factor = factor;
        self
    }

    /// Leaves nothing to chance: many who fail together then ask again together.
    #[must_use]
    pub fn without_jitter(mut self) -> Self {
        self.no_jitter = true;
        self
    }

    /// Asks again also after chunks went out. A chunk goes out first which says that those before it do not count:
    /// [`ModelResponseChunk::as_reset`]. [`GenerateStream`](crate::GenerateStream) heeds it; whoever else reads must, too.
    #[must_use]
    pub fn after_chunks(mut self) -> Self {
        self.after_chunks = true;
        self
    }

    /// The pause before this attempt, counted from 0; `None` if the provider asks for a longer one than there is time for.
    fn pause(&self, attempt: u32, error: &Error, env: &Env) -> Option<Duration> {
        let longest = Duration::from_millis(self.max_delay_ms);
        let grown = self.initial_delay_ms as f64 * self.backoff_factor.max(1.0).powi(attempt.cast_signed());
        let chance = if self.no_jitter { 0.0 } else { grown * fraction(env.random()) };
        let own = Duration::from_millis((grown + chance).min(self.max_delay_ms as f64) as u64);
        match error.retry_after() {
            Some(asked) if asked > longest => None,
            Some(asked) => Some(own.max(asked)),
            None => Some(own),
        }
    }

    async fn run(&self, request: ModelRequest, ctx: &Ctx, next: ModelNext) -> Result<ModelResponse> {
        let mut attempt = 0;
        loop {
            let (watched, sent) = next.clone().watched();
            let error = match watched.run(request.clone()).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let sent = sent.load(Ordering::Relaxed);
            if let Some(reason) = self.keeps_from(&error, ctx, sent) {
                tracing::debug!(target: "genkit", { genkit.middleware.name = "retry", genkit.middleware.retry.skipped_reason = reason }, "Retry skipped for {error} because of {reason}"
                );
                return Err(error);
            }
            let pause = self.pause(attempt, &error, ctx.ai().env()).filter(|_| attempt < self.max_retries);
            let Some(pause) = pause else {
                tracing::warn!(target: "genkit", { genkit.middleware.name = "retry", genkit.middleware.retry.attempt = attempt }, "Retry attempts exhausted ({}). Last error: {error}", self.max_retries
                );
                return Err(error);
            };
            attempt += 1;
            tracing::warn!(target: "genkit", { genkit.middleware.name = "retry", genkit.middleware.retry.attempt = attempt, genkit.middleware.retry.max_attempts = self.max_retries, genkit.middleware.retry.delay_ms = millis(pause) }, "Retry {attempt} of {} in {}ms due to error: {error}", self.max_retries, millis(pause)
            );
            if sent {
                next.chunks().send(ModelResponseChunk::reset(attempt)).await?;
            }
            ctx.ai().env().sleep(pause).await;
        }
    }

    /// Why this error is not retried.
    fn keeps_from(&self, error: &Error, ctx: &Ctx, sent: bool) -> Option<&'static str> {
        if ctx.is_cancelled() || error.status() == Status::Cancelled {
            Some("cancelled")
        } else if error.interrupt_metadata().is_some() {
            Some("interrupted")
        } else if !self.statuses.contains(&error.status()) {
            Some("status")
        } else if sent && !self.after_chunks {
            Some("chunks were sent")
        } else {
            None
        }
    }
}

/// A random number as a fraction of one.
fn fraction(random: u64) -> f64 {
    (random >> 11) as f64 / (1_u64 << 53) as f64
}

impl MiddlewareHandle for Retry {
    type Config = Self;
    const NAME: &'static str = "retry";
    const DESCRIPTION: Option<&'static str> = Some("Asks a model again after an error that may pass");

    fn hooks(config: Self, _ai: &Genkit) -> Result<Hooks> {
        let config = std::sync::Arc::new(config);
        Ok(Hooks::new().model(move |request, ctx, next| {
            let config = config.clone();
            async move { config.run(request, &ctx, next).await }
        }))
    }
}
