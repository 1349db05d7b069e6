//! What a prompt is rendered with.

use serde_json::{Map, Value};

use crate::message::Message;

/// The values for one rendering.
///
/// ```
/// use genkit_dotprompt::{Data, Environment, Template};
/// use serde_json::json;
///
/// let input = json!({"name": "Ada"});
/// let context = json!({"auth": {"uid": "u1"}, "state": {"visits": 3}});
/// let data = Data::new(&input).context(context.as_object().unwrap());
/// let template = Template::parse("{{name}}, {{@auth.uid}}, visit {{@state.visits}}")?;
/// assert_eq!(Environment::new().render_template(&template, &data)?.to_text(), "Ada, u1, visit 3");
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Data<'a> {
    pub(crate) input: Option<&'a Value>,
    pub(crate) defaults: Option<&'a Map<String, Value>>,
    pub(crate) context: Option<&'a Map<String, Value>>,
    pub(crate) messages: &'a [Message],
    pub(crate) docs: &'a [Value],
    pub(crate) prompt: Option<&'a Value>,
}

impl<'a> Data<'a> {
    /// The variables of the prompt.
    #[must_use]
    pub fn new(input: &'a Value) -> Self {
        Data { input: Some(input), ..Data::default() }
    }

    /// Values for variables that the input leaves out; they go before those of the front matter.
    #[must_use]
    pub fn defaults(mut self, defaults: &'a Map<String, Value>) -> Self {
        self.defaults = Some(defaults);
        self
    }

    /// What `@name` gives: `auth`, `state` and whatever else the application has.
    #[must_use]
    pub fn context(mut self, context: &'a Map<String, Value>) -> Self {
        self.context = Some(context);
        self
    }

    /// The conversation so far, for templates that read `@metadata.messages`.
    #[must_use]
    pub fn messages(mut self, messages: &'a [Message]) -> Self {
        self.messages = messages;
        self
    }

    /// The documents, for templates that read `@metadata.docs`.
    #[must_use]
    pub fn docs(mut self, docs: &'a [Value]) -> Self {
        self.docs = docs;
        self
    }

    /// What `@metadata.prompt` gives instead of the prompt's own front matter.
    #[must_use]
    pub fn prompt(mut self, prompt: &'a Value) -> Self {
        self.prompt = Some(prompt);
        self
    }
}
