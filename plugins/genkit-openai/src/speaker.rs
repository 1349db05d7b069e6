//! Where OpenAI and those who speak its language differ.

use genkit::Constrained;
use genkit::ModelSupports;

/// How a provider speaks the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaker {
    OpenAi,
    DeepSeek,
    Xai,
    Other,
}

impl Speaker {
    /// The member that bounds an answer.
    pub(crate) fn max_tokens(self) -> &'static str {
        match self {
            Speaker::OpenAi => "max_completion_tokens",
            Speaker::DeepSeek | Speaker::Xai | Speaker::Other => "max_tokens",
        }
    }

    /// True if an answer can be held to a schema.
    pub(crate) fn takes_schema(self) -> bool {
        self != Speaker::DeepSeek
    }

    /// True if schemas are sent in OpenAI's strict form.
    pub(crate) fn is_strict(self) -> bool {
        self == Speaker::OpenAi
    }

    /// True if the usage of a stream is told only if it is asked for.
    pub(crate) fn asks_for_usage(self) -> bool {
        self != Speaker::Xai
    }

    /// True if `top_k` is known.
    pub(crate) fn knows_top_k(self) -> bool {
        self == Speaker::Other
    }

    /// True if thoughts that led to a call of a tool are to be sent back with it.
    pub(crate) fn wants_thoughts(self) -> bool {
        self == Speaker::DeepSeek
    }

    /// What chat models of this provider can do.
    pub(crate) fn supports(self) -> ModelSupports {
        ModelSupports {
            multiturn: Some(true),
            media: Some(self != Speaker::DeepSeek),
            tools: Some(true),
            tool_choice: Some(true),
            system_role: Some(true),
            output: Some(vec!["text".to_owned(), "json".to_owned()]),
            constrained: Some(if self.takes_schema() { Constrained::All } else { Constrained::None }),
            ..ModelSupports::default()
        }
    }
}
