//! Output formats: what a model is told of the form of its answer, and how the answer is read.

mod builtin;
mod inject;
mod shown;
mod stream;

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

pub(crate) use builtin::{find, json_instructions as json_words};
pub(crate) use inject::inject;
pub(crate) use stream::OutputStream;

use super::message::Message;
use super::model::OutputConfig;
use crate::core::error::Result;

/// How an answer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As it is.
    Text,
    /// As the JSON value in it.
    Json,
    /// As the items of the array in it.
    Array,
    /// As an item a line.
    Lines,
    /// As one of some words.
    Enum,
}

type Instructions = Arc<dyn Fn(&Value) -> String + Send + Sync>;
type Parse = Arc<dyn Fn(&Message) -> Result<Value> + Send + Sync>;

/// An output format of the application's own; the built-in ones are `text`, `json`, `array`, `jsonl` and `enum`.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::Format;
/// use serde_json::{Value, json};
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let csv = Format::new("csv")
///     .content_type("text/csv")
///     .instructions(|_schema| "Answer in one line of comma-separated values.".to_owned())
///     .parse(|message| Ok(message.text().split(',').map(Value::from).collect()));
///
/// let model = Model::builder("m").handler(|_: ModelRequest, _, _| async { Ok(ModelResponse::text("a,b")) });
/// let ai = Genkit::builder().action(model).build().await?;
/// let answer = ai.generate().model("m").prompt("go").format(csv).await?;
/// assert_eq!(answer.output_json(), Some(&json!(["a", "b"])));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Format {
    pub(crate) name: String,
    pub(crate) content_type: Option<String>,
    pub(crate) constrained: Option<bool>,
    /// False where instructions are given only if asked for.
    pub(crate) default_instructions: bool,
    pub(crate) instructions: Option<Instructions>,
    pub(crate) reading: Reading,
    pub(crate) parse: Option<Parse>,
}

impl Format {
    /// A format of this name that reads answers as text.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            content_type: None,
            constrained: None,
            default_instructions: true,
            instructions: None,
            reading: Reading::Text,
            parse: None,
        }
    }

    /// The MIME type of answers.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// True if models that can hold answers to a schema shall do so.
    #[must_use]
    pub fn constrained(mut self, constrained: bool) -> Self {
        self.constrained = Some(constrained);
        self
    }

    /// What the model is told, made of the schema.
    #[must_use]
    pub fn instructions(mut self, make: impl Fn(&Value) -> String + Send + Sync + 'static) -> Self {
        self.instructions = Some(Arc::new(make));
        self
    }

    /// How an answer is read.
    #[must_use]
    pub fn parse(mut self, parse: impl Fn(&Message) -> Result<Value> + Send + Sync + 'static) -> Self {
        self.parse = Some(Arc::new(parse));
        self
    }

    /// The output options of a request: those given, over the format's own.
    pub(crate) fn config(&self, given: OutputConfig) -> OutputConfig {
        OutputConfig {
            format: given.format.or_else(|| Some(self.name.clone())),
            content_type: given.content_type.or_else(|| self.content_type.clone()),
            constrained: given.constrained.or(self.constrained),
            schema: given.schema,
        }
    }

    /// True if answers are lists.
    pub(crate) fn reads_list(&self) -> bool {
        self.parse.is_none() && matches!(self.reading, Reading::Array | Reading::Lines)
    }

    /// What the answer says.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if it is cut off or broken; the details hold what could be read.
    pub(crate) fn read(&self, message: &Message) -> Result<Value> {
        match &self.parse {
            Some(parse) => parse(message),
            None => builtin::read(self.reading, message),
        }
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Format").field("name", &self.name).field("reading", &self.reading).finish()
    }
}
