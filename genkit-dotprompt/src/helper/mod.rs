//! Helpers: what a template can call.

mod builtin;
mod registry;

use std::borrow::Cow;

use serde_json::{Map, Value};

pub(crate) use builtin::{Builtin, Form};
pub(crate) use registry::Helpers;

/// A helper of the application's own.
///
/// Closures that take a [`HelperCall`] and give text, a JSON value, an [`Outcome`], or a `Result` of one of these
/// are helpers.
///
/// ```
/// use genkit_dotprompt::{Data, Environment, HelperCall, Template};
/// use serde_json::json;
///
/// let mut env = Environment::new();
/// env.define_helper("shout", |call: &HelperCall<'_>| call.text(0).to_uppercase())?;
/// let template = Template::parse("{{shout name}}!")?;
/// let rendered = env.render_template(&template, &Data::new(&json!({"name": "Ada"})))?;
/// assert_eq!(rendered.to_text(), "ADA!");
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
pub trait Helper: Send + Sync {
    /// Answers one call. The message of an error is shown with the place of the call.
    ///
    /// # Errors
    /// Whatever the helper cannot do; rendering stops there.
    fn call(&self, call: &HelperCall<'_>) -> Result<Outcome, String>;
}

impl<F, R> Helper for F
where
    F: Fn(&HelperCall<'_>) -> R + Send + Sync,
    R: IntoOutcome,
{
    fn call(&self, call: &HelperCall<'_>) -> Result<Outcome, String> {
        self(call).into_outcome()
    }
}

/// What a helper answers.
///
/// Text that a helper gives is text in the prompt: it makes no roles, media or sections.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// A value: written as text, or passed on if the call is an argument, or the condition of a block.
    Value(Value),
    /// For a helper called as a block: render its body.
    Body,
    /// For a helper called as a block: render its `{{else}}`.
    Else,
}

/// What a helper's closure may return; see [`Helper`].
pub trait IntoOutcome {
    /// The outcome that it stands for.
    ///
    /// # Errors
    /// If it is an error.
    fn into_outcome(self) -> Result<Outcome, String>;
}

impl IntoOutcome for Outcome {
    fn into_outcome(self) -> Result<Outcome, String> {
        Ok(self)
    }
}

impl IntoOutcome for Value {
    fn into_outcome(self) -> Result<Outcome, String> {
        Ok(Outcome::Value(self))
    }
}

impl IntoOutcome for String {
    fn into_outcome(self) -> Result<Outcome, String> {
        Ok(Outcome::Value(Value::String(self)))
    }
}

impl IntoOutcome for &str {
    fn into_outcome(self) -> Result<Outcome, String> {
        self.to_owned().into_outcome()
    }
}

impl<T: IntoOutcome, E: std::fmt::Display> IntoOutcome for Result<T, E> {
    fn into_outcome(self) -> Result<Outcome, String> {
        self.map_err(|error| error.to_string())?.into_outcome()
    }
}

/// One call of a [`Helper`].
///
/// ```
/// use genkit_dotprompt::{Data, Environment, HelperCall, Outcome, Template};
/// use serde_json::json;
///
/// let mut env = Environment::new();
/// env.define_helper("ifMember", |call: &HelperCall<'_>| {
///     let plan = call.data("auth").and_then(|auth| auth.get("plan"));
///     if plan == call.arg(0) { Outcome::Body } else { Outcome::Else }
/// })?;
/// let template = Template::parse("{{#ifMember 'gold'}}Dear member{{else}}Hi{{/ifMember}}")?;
/// let context = json!({"auth": {"plan": "gold"}});
/// let data = Data::default().context(context.as_object().unwrap());
/// assert_eq!(env.render_template(&template, &data)?.to_text(), "Dear member");
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[derive(Debug)]
pub struct HelperCall<'a> {
    pub(crate) name: &'a str,
    pub(crate) args: &'a [Option<&'a Value>],
    pub(crate) hash: &'a [(&'a str, Option<&'a Value>)],
    pub(crate) this: Option<&'a Value>,
    pub(crate) context: &'a Map<String, Value>,
    pub(crate) block: bool,
}

impl<'a> HelperCall<'a> {
    /// The name it was called by.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// An argument by position; `None` if it was not given, or is a variable that does not exist.
    #[must_use]
    pub fn arg(&self, index: usize) -> Option<&'a Value> {
        self.args.get(index).copied().flatten()
    }

    /// How many arguments by position there are.
    #[must_use]
    pub fn arg_count(&self) -> usize {
        self.args.len()
    }

    /// An argument by name.
    #[must_use]
    pub fn hash(&self, name: &str) -> Option<&'a Value> {
        self.hash.iter().rev().find(|(key, _)| *key == name).and_then(|(_, value)| *value)
    }

    /// An argument by position as the text that a template would show for it.
    #[must_use]
    pub fn text(&self, index: usize) -> Cow<'a, str> {
        match self.arg(index) {
            None => Cow::Borrowed(""),
            Some(Value::String(text)) => Cow::Borrowed(text),
            Some(value) => {
                let mut out = String::new();
                // What is nested beyond all measure shows as nothing; a helper has no place to report it.
                if crate::render::write_value(value, usize::MAX, &mut out) {
                    Cow::Owned(out)
                } else {
                    Cow::Borrowed("")
                }
            }
        }
    }

    /// What `this` is where the helper is called.
    #[must_use]
    pub fn this(&self) -> Option<&'a Value> {
        self.this
    }

    /// A value of the context, as `@name` gives it in a template.
    #[must_use]
    pub fn data(&self, name: &str) -> Option<&'a Value> {
        self.context.get(name)
    }

    /// Whether it was called as a block (`{{#name}}…{{/name}}`).
    #[must_use]
    pub fn is_block(&self) -> bool {
        self.block
    }
}
