//! How many tokens a request has.

use genkit::{Ctx, Error, Genkit, ModelRef, ModelRequest, RawConfig, Result};
use serde::Deserialize;
use serde_json::Value;

use crate::messages::{Outgoing, Request};
use crate::{Anthropic, AnthropicConfig};

impl Anthropic {
    /// How many tokens this request to this model has, without asking the model.
    ///
    /// ```no_run
    /// # async fn example() -> genkit::Result<()> {
    /// use genkit_anthropic::{Anthropic, anthropic};
    /// let claude = Anthropic::from_env();
    /// let ai = genkit::Genkit::builder().plugin(claude.clone()).build().await?;
    /// let tokens = claude.count_tokens(&ai, anthropic::claude("claude-sonnet-4-5"), "How long am I?").await?;
    /// assert!(tokens > 3);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// What the provider says; `FAILED_PRECONDITION` without a key.
    pub async fn count_tokens(
        &self,
        ai: &Genkit,
        model: impl Into<ModelRef>,
        request: impl Into<ModelRequest>,
    ) -> Result<u64> {
        let model = model.into();
        let name = model.name().strip_prefix("anthropic/").unwrap_or(model.name());
        let request: ModelRequest = request.into();
        let mut config = model.config_json().clone();
        if let Value::Object(own) = &request.config {
            config.extend(own.clone());
        }
        let config = RawConfig::<AnthropicConfig>::deserialize(&Value::Object(config))
            .map_err(|e| Error::invalid_argument(format!("the config is not what the model takes: {e}")))?;
        let key = config.typed.api_key.clone();
        let request: Request = request.with_config(config);
        let ctx = Ctx::current();
        let outgoing = Outgoing::new(&self.0, name, &request)?.counted();
        let request = outgoing.request(&self.0, ctx.as_ref(), key.as_deref())?;
        let answer = self.0.endpoint.http().json(ai, request).await?;
        answer.get("input_tokens").and_then(Value::as_u64).ok_or_else(|| {
            Error::internal(format!("the answer holds no `input_tokens`: {answer}")).with_source("anthropic")
        })
    }
}
