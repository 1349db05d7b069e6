//! Action types and keys: `/flow/greet`, `/model/acme/chat`, `/check-operation/acme/video/check`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! action_types {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),* $(,)?) => {
        /// What kind of thing an action is; the first part of its key.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum ActionType {
            $($(#[$doc])* #[serde(rename = $name)] $variant),*
        }

        impl ActionType {
            /// Every type there is.
            pub const ALL: &'static [ActionType] = &[$(ActionType::$variant),*];

            /// The name as it stands in keys, for example `background-model`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(ActionType::$variant => $name),* }
            }

            fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(ActionType::$variant),)* _ => None }
            }
        }
    };
}

action_types! {
    /// Anything that is none of the others.
    Custom = "custom",
    /// A source of actions that come and go, for example an MCP host.
    DynamicActionProvider = "dynamic-action-provider",
    /// Turns documents into vectors.
    Embedder = "embedder",
    /// Scores the outputs of a data set.
    Evaluator = "evaluator",
    /// A prompt that renders to the options of a generate call.
    ExecutablePrompt = "executable-prompt",
    /// A function of the application.
    Flow = "flow",
    /// Writes documents into a store.
    Indexer = "indexer",
    /// Answers a request.
    Model = "model",
    /// Answers with an operation that is done later.
    BackgroundModel = "background-model",
    /// Asks how an operation stands.
    CheckOperation = "check-operation",
    /// Stops an operation.
    CancelOperation = "cancel-operation",
    /// A prompt that renders to a request.
    Prompt = "prompt",
    /// Orders documents by how well they fit a query.
    Reranker = "reranker",
    /// Finds documents for a query.
    Retriever = "retriever",
    /// A function that a model may call.
    Tool = "tool",
    /// A tool whose answer may hold several parts.
    ToolV2 = "tool.v2",
    /// Part of Genkit itself, for example `/util/generate`.
    Util = "util",
    /// Content found by its URI.
    Resource = "resource",
    /// A conversation with a state.
    Agent = "agent",
    /// Reads the state of an agent.
    AgentSnapshot = "agent-snapshot",
    /// Stops an agent.
    AgentAbort = "agent-abort",
}

impl fmt::Display for ActionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for ActionType {
    type Err = InvalidKey;

    fn from_str(name: &str) -> Result<Self, InvalidKey> {
        ActionType::named(name).ok_or_else(|| InvalidKey(name.to_owned()))
    }
}

/// A key that is not of the form `/type/name`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an action key; keys read `/type/name`, for example `/flow/greet`")]
pub struct InvalidKey(pub(crate) String);

/// The key of an action taken apart.
///
/// ```
/// use genkit::{ActionType, Key};
/// let key: Key = "/model/acme/chat".parse()?;
/// assert_eq!((key.action_type(), key.name(), key.plugin()), (ActionType::Model, "acme/chat", Some("acme")));
///
/// let key: Key = "/dynamic-action-provider/mcp:tool/read".parse()?;
/// assert_eq!((key.provider(), key.name()), (Some("mcp"), "read"));
/// # Ok::<(), genkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    provider: Option<String>,
    action_type: ActionType,
    name: String,
}

impl Key {
    /// The key of an action of this type and name.
    #[must_use]
    pub fn new(action_type: ActionType, name: impl Into<String>) -> Self {
        Self { provider: None, action_type, name: name.into() }
    }

    /// The key of an action that a dynamic action provider holds.
    #[must_use]
    pub fn dynamic(provider: impl Into<String>, action_type: ActionType, name: impl Into<String>) -> Self {
        Self { provider: Some(provider.into()), action_type, name: name.into() }
    }

    /// The type of the action.
    #[must_use]
    pub fn action_type(&self) -> ActionType {
        self.action_type
    }

    /// The name, its plugin's name included.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name up to its first slash: the plugin the action belongs to, if that is one.
    #[must_use]
    pub fn plugin(&self) -> Option<&str> {
        self.name.split_once('/').map(|(plugin, _)| plugin)
    }

    /// The dynamic action provider that holds the action, if one does.
    #[must_use]
    pub fn provider(&self) -> Option<&str> {
        self.provider.as_deref()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.provider {
            Some(provider) => {
                write!(f, "/dynamic-action-provider/{provider}:{}/{}", self.action_type, self.name)
            }
            None => write!(f, "/{}/{}", self.action_type, self.name),
        }
    }
}

impl FromStr for Key {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let invalid = || InvalidKey(text.to_owned());
        if let Some(rest) = text.strip_prefix("/dynamic-action-provider/")
            && let Some((provider, child)) = rest.split_once(':')
        {
            let (kind, name) = child.split_once('/').ok_or_else(invalid)?;
            let kind = kind.parse().map_err(|_| invalid())?;
            return Ok(Key::dynamic(provider, kind, name));
        }
        let (kind, name) = plain(text).ok_or_else(invalid)?;
        Ok(Key::new(kind, name))
    }
}

/// A key taken apart without copying it; those of dynamic action providers need a [`Key`].
pub(crate) fn plain(text: &str) -> Option<(ActionType, &str)> {
    let (kind, name) = text.strip_prefix('/')?.split_once('/')?;
    if name.is_empty() { None } else { Some((ActionType::named(kind)?, name)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_the_round_trip() {
        for text in [
            "/flow/a",
            "/tool.v2/a",
            "/model/p/a/b",
            "/dynamic-action-provider/h",
            "/dynamic-action-provider/h:tool/a/b",
        ] {
            assert_eq!(text.parse::<Key>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_key_is_refused_by_name() {
        for text in [
            "",
            "nope",
            "/flow",
            "/flow/",
            "/nope/a",
            "/dynamic-action-provider/h:nope/a",
            "/dynamic-action-provider/h:tool",
        ] {
            assert_eq!(text.parse::<Key>(), Err(InvalidKey(text.to_owned())), "{text}");
        }
    }
}
