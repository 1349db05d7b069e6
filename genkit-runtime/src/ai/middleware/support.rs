//! What a model says it cannot do is not asked of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::handle::MiddlewareHandle;
use super::hooks::Hooks;
use super::system_prompt::SimulateSystemPrompt;
use crate::ai::message::Role;
use crate::ai::model::{ModelInfo, ModelRequest};
use crate::core::app::Genkit;
use crate::core::error::{Error, Result};

/// Refuses what the model says it cannot do, by name, before it is asked: `validateSupport` on the wire.
///
/// What a model says nothing of is not refused. System messages can be told as the user's instead.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::middleware::ValidateSupport;
/// use genkit::ModelSupports;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let blind = ModelSupports { media: Some(false), ..ModelSupports::default() };
/// let model = Model::builder("acme/blind").supports(blind)
///     .handler(|_: ModelRequest, _, _| async { Ok(ModelResponse::text("nice")) });
/// let ai = Genkit::builder().action(model).default_model("acme/blind").build().await?;
/// let picture = Part::media("image/png", "data:image/png;base64,AAAA");
/// let error = ai.generate().prompt(picture).with(ValidateSupport::new()).await.unwrap_err();
/// assert_eq!(error.message(), "Model 'acme/blind' does not support media, but media was provided.");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(description = "Refuses what a model says it cannot do")]
pub struct ValidateSupport {
    /// True to tell system messages as the user's where the model takes none.
    simulate_system_prompt: bool,
}

impl ValidateSupport {
    /// Refuses whatever the model cannot do.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Tells system messages as the user's where the model takes none.
    #[must_use]
    pub fn simulate_system_prompt(mut self) -> Self {
        self.simulate_system_prompt = true;
        self
    }

    fn check(&self, request: &mut ModelRequest, name: &str, info: &ModelInfo) -> Result<()> {
        let cannot =
            |what: &str| Err(Error::invalid_argument(format!("Model '{name}' does not support {what}")));
        let version = request.config.get("version").and_then(|version| version.as_str());
        if let (Some(version), Some(versions)) = (version, &info.versions)
            && !versions.iter().any(|known| known == version)
        {
            return cannot(&format!("version '{version}'; there are: {}", versions.join(", ")));
        }
        let Some(supports) = &info.supports else { return Ok(()) };
        let mut parts = request.messages.iter().flat_map(|message| &message.content);
        if supports.media == Some(false) && parts.any(|part| part.as_media().is_some()) {
            return cannot("media, but media was provided.");
        }
        if supports.tools == Some(false) && request.tools.as_ref().is_some_and(|tools| !tools.is_empty()) {
            return cannot("tool use, but tools were provided.");
        }
        let count = request.messages.iter().filter(|message| message.role != Role::System).count();
        if supports.multiturn == Some(false) && count > 1 {
            return cannot(&format!("multiple messages, but {count} were provided."));
        }
        let format = request.output.as_ref().and_then(|output| output.format.as_deref());
        if let (Some(format), Some(formats)) =
            (format, supports.output.as_ref().filter(|list| !list.is_empty()))
            && !formats.iter().any(|known| known == format)
        {
            return cannot(&format!("output '{format}'; there are: {}", formats.join(", ")));
        }
        let system = request.messages.iter().any(|message| message.role == Role::System);
        if supports.system_role == Some(false) && system {
            if !self.simulate_system_prompt {
                return cannot("system messages, but one was provided.");
            }
            SimulateSystemPrompt::new().apply(&mut request.messages);
        }
        Ok(())
    }
}

impl MiddlewareHandle for ValidateSupport {
    type Config = Self;
    const NAME: &'static str = "validateSupport";
    const DESCRIPTION: Option<&'static str> = Some("Refuses what a model says it cannot do");

    fn hooks(config: Self, _ai: &Genkit) -> Result<Hooks> {
        Ok(Hooks::new().model(move |mut request, _ctx, next| {
            let info = next.model_info();
            let checked = info.map_or(Ok(()), |info| config.check(&mut request, next.model_name(), info));
            async move {
                checked?;
                next.run(request).await
            }
        }))
    }
}
