//! How generate calls of a runtime behave unless they are told otherwise.

use super::seal::Sealer;
use super::state::ToolErrors;
use crate::ai::format::Format;
use crate::ai::model::ModelRef;
use crate::core::app::{Genkit, GenkitBuilder};
pub use crate::core::deadlines::Deadlines;

/// How generate calls behave unless they are told otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct GenerateDefaults {
    /// What becomes of tools that fail.
    pub tool_errors: ToolErrors,
    /// How long a model may take.
    pub deadlines: Deadlines,
    /// True to keep documents in the history where they were put into a message, as Genkit JS does; later turns
    /// then see them as they were.
    pub keep_context: bool,
    /// True to take an answer without any list for an empty one, in the formats `array` and `jsonl`. A model that
    /// refuses to answer then seems to have found nothing.
    pub no_list_is_empty: bool,
    /// True to leave out which URI it was that a resource does not answer for, as Genkit JS does; its message then
    /// tells of an `[object Object]`.
    pub unnamed_resource_input: bool,
}

impl GenerateDefaults {
    /// As Genkit JS behaves on the wire: a failing tool ends the call, documents stay in the history, an answer
    /// without a list is an empty one, and resources do not tell which URI they were asked for.
    #[must_use]
    pub fn as_genkit_js() -> Self {
        Self {
            tool_errors: ToolErrors::Fail,
            keep_context: true,
            no_list_is_empty: true,
            unnamed_resource_input: true,
            ..Self::default()
        }
    }
}

/// What names a model: its name, or a reference with a configuration.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name a model",
    label = "neither a name nor a `ModelRef`",
    note = "name a model as `\"acme/chat\"`, or as `ModelRef::of::<handle>()` with a configuration of its own type"
)]
pub trait IntoModel {
    /// The reference, whatever configuration it takes.
    fn into_model(self) -> ModelRef;
}

impl IntoModel for &str {
    fn into_model(self) -> ModelRef {
        ModelRef::named(self)
    }
}

impl IntoModel for String {
    fn into_model(self) -> ModelRef {
        ModelRef::named(self)
    }
}

impl<C> IntoModel for ModelRef<C> {
    fn into_model(self) -> ModelRef {
        self.erase()
    }
}

/// The formats of the application's own.
#[derive(Clone, Debug, Default)]
pub(super) struct Formats(pub(super) Vec<Format>);

impl GenkitBuilder {
    /// The model that is asked where none is named.
    pub fn default_model(self, model: impl IntoModel) -> Self {
        let model = model.into_model();
        let config = model.config_json();
        let value = if config.is_empty() {
            model.name().into()
        } else {
            serde_json::json!({"name": model.name(), "config": config})
        };
        self.value("defaultModel", "defaultModel", value)
    }

    /// How generate calls behave unless they are told otherwise.
    pub fn generate_defaults(self, defaults: GenerateDefaults) -> Self {
        self.extension(defaults)
    }

    /// Lets interrupts leave the process without a seal, as Genkit JS does: anybody who can write the history can then
    /// answer them as they like.
    pub fn without_seals(self) -> Self {
        self.extension(Sealer::off())
    }

    /// Output formats of the application's own, by their names.
    pub fn formats(self, formats: impl IntoIterator<Item = Format>) -> Self {
        self.extension(Formats(formats.into_iter().collect()))
    }
}

impl Genkit {
    pub(crate) fn generate_defaults(&self) -> GenerateDefaults {
        self.extension::<GenerateDefaults>().copied().unwrap_or_default()
    }
}
