//! What templates can use: helpers and partials; and how they are rendered.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::error::Result;
use crate::helper::{Helper, Helpers};
use crate::limits::Limits;
use crate::partials::Partials;
use crate::prompt::Prompt;
use crate::render::{Data, Rendered, Values, render};
use crate::template::Template;

/// Helpers, partials and limits: what templates are rendered with.
///
/// ```
/// use genkit_dotprompt::{Data, Environment, Prompt};
/// use serde_json::json;
///
/// let mut env = Environment::new();
/// env.define_partial("sign", "Yours, {{name}}")?;
/// let prompt = Prompt::parse("---\ninput:\n  default: {name: Bo}\n---\nHello! {{> sign}}")?;
/// let messages = env.render(&prompt, &Data::default())?.to_messages(&[]);
/// assert_eq!(serde_json::to_value(&messages).unwrap()[0]["content"][0]["text"], "Hello! Yours, Bo");
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Environment {
    helpers: Helpers,
    partials: Partials,
    limits: Limits,
}

impl Environment {
    /// One with the built-in helpers only.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers a helper; one of the same name is replaced.
    ///
    /// # Errors
    /// If the name is that of a built-in helper.
    pub fn define_helper(&mut self, name: &str, helper: impl Helper + 'static) -> Result<()> {
        self.helpers.define(name, Arc::new(helper))
    }

    /// Registers a partial; one of the same name is replaced.
    ///
    /// # Errors
    /// If it is no valid template.
    pub fn define_partial(&mut self, name: impl Into<String>, source: &str) -> Result<()> {
        self.partials.define(name, source)
    }

    /// Bounds what a rendering may cost.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// The partials.
    #[must_use]
    pub fn partials(&self) -> &Partials {
        &self.partials
    }

    /// The partials, to add to them.
    pub fn partials_mut(&mut self) -> &mut Partials {
        &mut self.partials
    }

    /// The names of the helpers that were registered.
    pub fn helper_names(&self) -> impl Iterator<Item = &str> {
        self.helpers.names()
    }

    /// Renders a prompt. Variables that the input leaves out get the defaults of `data`, then those of the front
    /// matter.
    ///
    /// # Errors
    /// If a helper or partial is missing, a helper fails, or a limit is reached.
    pub fn render(&self, prompt: &Prompt, data: &Data<'_>) -> Result<Rendered> {
        self.render_with(prompt.template(), data, Some(prompt))
    }

    /// Renders a template that has no front matter.
    ///
    /// # Errors
    /// As [`render`](Self::render).
    pub fn render_template(&self, template: &Template, data: &Data<'_>) -> Result<Rendered> {
        self.render_with(template, data, None)
    }

    pub(crate) fn helpers(&self) -> &Helpers {
        &self.helpers
    }

    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    fn render_with(&self, template: &Template, data: &Data<'_>, prompt: Option<&Prompt>) -> Result<Rendered> {
        let defaults = prompt.and_then(|prompt| prompt.front_matter().input_default());
        let input = with_defaults(data.input, [data.defaults, defaults]);
        let (no_context, metadata) = (Map::new(), OnceCell::new());
        let context = data.context.unwrap_or(&no_context);
        let values = Values { input: &input, data, context, prompt, metadata: &metadata };
        render(self, template, values)
    }
}

/// The input with what it leaves out. An input that is no object is taken as it is.
fn with_defaults<'a>(input: Option<&'a Value>, defaults: [Option<&Map<String, Value>>; 2]) -> Cow<'a, Value> {
    let given = match input {
        None | Some(Value::Null) => None,
        Some(Value::Object(members)) => Some(members),
        Some(other) => return Cow::Borrowed(other),
    };
    let mut merged = Map::new();
    for defaults in defaults.into_iter().rev().flatten() {
        merged.extend(defaults.clone());
    }
    match (merged.is_empty(), given, input) {
        (true, Some(_), Some(input)) => Cow::Borrowed(input),
        (_, given, _) => {
            merged.extend(given.cloned().unwrap_or_default());
            Cow::Owned(Value::Object(merged))
        }
    }
}
