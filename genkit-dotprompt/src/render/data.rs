//! What a prompt is rendered with.

use std::fmt;

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
#[derive(Clone, Copy, Default)]
pub struct Data<'a> {
    pub(crate) input: Option<&'a Value>,
    pub(crate) defaults: Option<&'a Map<String, Value>>,
    pub(crate) context: Option<&'a Map<String, Value>>,
    pub(crate) messages: History<'a>,
    pub(crate) docs: &'a [Value],
    pub(crate) prompt: Option<&'a Value>,
}

/// The conversation so far.
#[derive(Clone, Copy)]
pub(crate) enum History<'a> {
    Given(&'a [Message]),
    Made(&'a (dyn Fn() -> Value + Sync)),
}

impl History<'_> {
    pub(crate) fn to_json(self) -> Value {
        match self {
            // Messages are made of strings and JSON, so that they always serialise.
            History::Given(messages) => serde_json::to_value(messages).unwrap_or_default(),
            History::Made(make) => make(),
        }
    }
}

impl Default for History<'_> {
    fn default() -> Self {
        History::Given(&[])
    }
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
        self.messages = History::Given(messages);
        self
    }

    /// The same as JSON, which is made only if a template reads it: for conversations that are long and kept in a form
    /// of their own.
    ///
    /// ```
    /// use genkit_dotprompt::{Data, Environment, Template};
    /// use serde_json::json;
    ///
    /// let so_far = || json!([{"role": "user", "content": [{"text": "Hi"}]}]);
    /// let template = Template::parse("{{#each @metadata.messages}}{{this.role}}{{/each}}")?;
    /// let data = Data::default().messages_with(&so_far);
    /// assert_eq!(Environment::new().render_template(&template, &data)?.to_text(), "user");
    /// # Ok::<(), genkit_dotprompt::Error>(())
    /// ```
    #[must_use]
    pub fn messages_with(mut self, make: &'a (dyn Fn() -> Value + Sync)) -> Self {
        self.messages = History::Made(make);
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

impl fmt::Debug for Data<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Data")
            .field("input", &self.input)
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}
