//! A prompt, and building one.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::content::{Content, Conversation, Docs, IntoPromptContent};
use crate::ai::document::Document;
use crate::ai::generate::{GenerateOptions, Instructions, IntoModel, OutputOptions};
use crate::ai::message::{IntoContent, Messages};
use crate::ai::middleware::{self, IntoMiddleware};
use crate::ai::model::ToolChoice;
use crate::ai::tool::{IntoTool, ToolRef};
use crate::core::action::Source;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::schema;
use schemars::JsonSchema;

/// A prompt: a generate call with gaps, which an input fills in. Cloning is cheap.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::Prompt;
/// use serde_json::json;
///
/// /// Echoes what it is asked.
/// #[model(name = "parrot")]
/// async fn parrot(req: ModelRequest) -> Result<ModelResponse> {
///     Ok(ModelResponse::text(req.text()))
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let greet = Prompt::builder("greet")
///     .model("parrot")
///     .input_schema(json!({"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}))
///     .input_default(json!({"style": "warm"}))
///     .system("Be {{style}}.")
///     .prompt("Greet {{name}}.")
///     .build()?;
/// let ai = Genkit::builder().prompt(greet).build().await?;
///
/// let answer = ai.prompt("greet")?.run(json!({"name": "Ada"})).await?;
/// assert_eq!(answer.text(), "system: Be warm.\nGreet Ada.");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Prompt(pub(super) Arc<Definition>);

/// What a prompt is made of.
#[derive(Clone)]
pub(super) struct Definition {
    pub(super) name: String,
    pub(super) variant: Option<String>,
    pub(super) description: Option<String>,
    pub(super) source: Source,
    /// Where it is written, as errors tell it.
    pub(super) place: String,
    /// The call that it makes, but for what depends on the input.
    pub(super) call: GenerateOptions,
    pub(super) tools: Vec<ToolRef>,
    pub(super) input: Option<Value>,
    pub(super) defaults: Map<String, Value>,
    pub(super) system: Option<Content>,
    pub(super) messages: Option<Conversation>,
    pub(super) prompt: Option<Content>,
    pub(super) docs: Option<Docs>,
    /// What developer tools are told besides.
    pub(super) metadata: Map<String, Value>,
    /// What they are told of the prompt itself.
    pub(super) about: Map<String, Value>,
}

impl Definition {
    pub(super) fn new(name: &str, source: Source) -> Self {
        let (name, variant) = match name.split_once('.') {
            Some((name, variant)) => (name, Some(variant.to_owned())),
            None => (name, None),
        };
        Self {
            name: name.to_owned(),
            variant,
            description: None,
            source,
            place: format!("prompt {name}"),
            call: GenerateOptions::default(),
            tools: Vec::new(),
            input: None,
            defaults: Map::new(),
            system: None,
            messages: None,
            prompt: None,
            docs: None,
            metadata: Map::new(),
            about: Map::new(),
        }
    }

    /// The name in its keys: that of the variant included.
    pub(super) fn full_name(&self) -> String {
        match &self.variant {
            Some(variant) => format!("{}.{variant}", self.name),
            None => self.name.clone(),
        }
    }

    /// The input with the defaults of what it leaves out. An input that is no object is taken as it is.
    pub(super) fn completed(&self, input: Value) -> Value {
        match input {
            Value::Null if !self.defaults.is_empty() => Value::Object(self.defaults.clone()),
            Value::Object(given) if !self.defaults.is_empty() => {
                let mut members = self.defaults.clone();
                members.extend(given);
                Value::Object(members)
            }
            other => other,
        }
    }
}

impl Prompt {
    /// Starts a prompt of this name; `name.variant` names a variant.
    #[track_caller]
    pub fn builder(name: impl Into<String>) -> PromptBuilder {
        PromptBuilder { made: Definition::new(&name.into(), Source::here()) }
    }

    /// A prompt of the text of a `.prompt` file. `name.variant` names a variant; schemas that it names must be
    /// schemas of the runtime.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` with line and column if the file cannot be read.
    #[track_caller]
    pub fn from_file_text(name: impl Into<String>, text: &str) -> Result<Self> {
        let name = name.into();
        let place = format!("prompt {name}");
        super::file::definition(&name, &place, text, Source::here()).map(|made| Self(Arc::new(made)))
    }

    /// Its name, that of its variant included.
    #[must_use]
    pub fn name(&self) -> String {
        self.0.full_name()
    }
}

impl fmt::Debug for Prompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prompt({})", self.0.full_name())
    }
}

/// Builds a [`Prompt`].
///
/// Texts are templates: `{{name}}` is a variable, `{{#if ..}}`, `{{#each ..}}` and the rest are as in `.prompt` files.
/// What a variable holds is always text of the part it stands in: it can make no roles, media or sections.
#[must_use = "a builder makes a prompt when it is built"]
#[derive(Clone)]
pub struct PromptBuilder {
    made: Definition,
}

impl PromptBuilder {
    /// What it is for, in words.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.made.description = Some(text.into());
        self
    }

    /// Which variant of the prompt this is.
    pub fn variant(mut self, variant: impl Into<String>) -> Self {
        self.made.variant = Some(variant.into());
        self
    }

    /// The model to ask, by name or by reference; without it the default one.
    pub fn model(mut self, model: impl IntoModel) -> Self {
        let model = model.into_model();
        self.made.call.model = Some(model.name().to_owned());
        let config = model.config_json().clone();
        if config.is_empty() { self } else { self.config(Value::Object(config)) }
    }

    /// The model's configuration as JSON, over what was set before.
    pub fn config(mut self, config: impl Into<Value>) -> Self {
        let mut config = config.into();
        if let (Some(Value::Object(before)), Value::Object(now)) = (&self.made.call.config, &mut config) {
            let mut merged = before.clone();
            merged.extend(std::mem::take(now));
            *now = merged;
        }
        self.made.call.config = Some(config);
        self
    }

    /// The type of the input: its schema is the prompt's.
    pub fn input<T: JsonSchema>(self) -> Self {
        self.input_schema(schema::input::<T>())
    }

    /// The JSON schema of the input.
    pub fn input_schema(mut self, schema: Value) -> Self {
        self.made.input = Some(schema);
        self
    }

    /// The values of variables that the input leaves out: an object.
    pub fn input_default(mut self, defaults: impl Into<Value>) -> Self {
        if let Value::Object(defaults) = defaults.into() {
            self.made.defaults.extend(defaults);
        }
        self
    }

    /// What the application says first: a template, or parts.
    pub fn system(mut self, content: impl IntoPromptContent) -> Self {
        self.made.system = Some(content.into_prompt_content().0);
        self
    }

    /// What the application says first, made of the input.
    pub fn system_fn<I, C, F, Fut>(mut self, make: F) -> Self
    where
        I: DeserializeOwned,
        C: IntoContent,
        F: Fn(I, Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<C>> + Send + 'static,
    {
        self.made.system = Some(content_fn(make));
        self
    }

    /// What the person says last: a template, or parts.
    pub fn prompt(mut self, content: impl IntoPromptContent) -> Self {
        self.made.prompt = Some(content.into_prompt_content().0);
        self
    }

    /// What the person says last, made of the input.
    pub fn prompt_fn<I, C, F, Fut>(mut self, make: F) -> Self
    where
        I: DeserializeOwned,
        C: IntoContent,
        F: Fn(I, Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<C>> + Send + 'static,
    {
        self.made.prompt = Some(content_fn(make));
        self
    }

    /// The conversation as a template: `{{role "system"}}` and the like begin messages, and `{{history}}` is the place
    /// of the conversation so far.
    pub fn template(mut self, text: &str) -> Self {
        self.made.messages = Some(Conversation::template(text));
        self
    }

    /// The conversation, between what the application and the person say.
    pub fn messages(mut self, messages: impl Into<Messages>) -> Self {
        self.made.messages = Some(Conversation::Messages(messages.into()));
        self
    }

    /// The conversation, made of the input and of the conversation so far.
    pub fn messages_fn<I, M, F, Fut>(mut self, make: F) -> Self
    where
        I: DeserializeOwned,
        M: Into<Messages>,
        F: Fn(I, Messages, Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<M>> + Send + 'static,
    {
        self.made.messages = Some(Conversation::Make(Arc::new(move |input, history, ctx| {
            let made = read::<I>(input).map(|input| make(input, history, ctx));
            Box::pin(async { Ok(made?.await?.into()) })
        })));
        self
    }

    /// Documents to answer from.
    pub fn docs<D: Into<Document>>(mut self, docs: impl IntoIterator<Item = D>) -> Self {
        self.made.docs = Some(Docs::Given(docs.into_iter().map(Into::into).collect()));
        self
    }

    /// Documents to answer from, found by the input.
    pub fn docs_fn<I, F, Fut>(mut self, make: F) -> Self
    where
        I: DeserializeOwned,
        F: Fn(I, Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Vec<Document>>> + Send + 'static,
    {
        self.made.docs = Some(Docs::Make(Arc::new(move |input, ctx| {
            let made = read::<I>(input).map(|input| make(input, ctx));
            Box::pin(async { made?.await })
        })));
        self
    }

    /// The answer shall be a `T`.
    pub fn output<T: JsonSchema>(self) -> Self {
        self.output_schema(schema::input::<T>())
    }

    /// The JSON schema of the answer.
    pub fn output_schema(mut self, schema: Value) -> Self {
        self.output_mut().json_schema = Some(schema);
        self
    }

    /// The format of the answer by name: `text`, `json`, `array`, `jsonl`, `enum`, or one of the application's own.
    pub fn output_format(mut self, name: impl Into<String>) -> Self {
        self.output_mut().format = Some(name.into());
        self
    }

    /// Words for the model about the form of its answer, in place of the format's.
    pub fn output_instructions(mut self, words: impl Into<String>) -> Self {
        self.output_mut().instructions = Some(Instructions::Text(words.into()));
        self
    }

    /// True to leave the form of the answer to the model where it can hold it; false never to.
    pub fn constrained(mut self, constrained: bool) -> Self {
        self.output_mut().constrained = Some(constrained);
        self
    }

    fn output_mut(&mut self) -> &mut OutputOptions {
        self.made.call.output.get_or_insert_default()
    }

    /// Tools that the model may ask for: `tools![get_weather]`, names, or tools made at run time.
    pub fn tools<R: IntoTool>(mut self, tools: impl IntoIterator<Item = R>) -> Self {
        self.made.tools.extend(tools.into_iter().map(IntoTool::into_tool));
        self
    }

    /// Whether the model may, must or must not ask for tools.
    pub fn tool_choice(mut self, choice: ToolChoice) -> Self {
        self.made.call.tool_choice = Some(choice);
        self
    }

    /// Gives requests for tools back in place of running them.
    pub fn return_tool_requests(mut self, give: bool) -> Self {
        self.made.call.return_tool_requests = Some(give);
        self
    }

    /// How many rounds of tools there may be; 5 by default.
    pub fn max_turns(mut self, turns: u32) -> Self {
        self.made.call.max_turns = Some(turns);
        self
    }

    /// A middleware around the calls, inside those that were given before; see [`Generate::with`](crate::Generate::with).
    #[track_caller]
    pub fn with(mut self, middleware: impl IntoMiddleware) -> Self {
        let uses = self.made.call.uses.get_or_insert_default();
        middleware::add(uses, middleware.into_middleware());
        self
    }

    /// One entry of the metadata that developer tools see.
    pub fn metadata(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.made.metadata.insert(name.into(), value.into());
        self
    }

    /// The prompt.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` with line and column if a template cannot be read.
    pub fn build(self) -> Result<Prompt> {
        let made = self.made;
        let broken =
            [("system", &made.system), ("prompt", &made.prompt)].into_iter().find_map(|(of, content)| {
                if let Some(Content::Broken(error)) = content { Some((of, error)) } else { None }
            });
        let broken = match &made.messages {
            Some(Conversation::Broken(error)) => Some(("messages", error)),
            _ => broken,
        };
        if let Some((of, error)) = broken {
            return Err(Error::invalid_argument(format!("{}: {of}: {error}", made.place)));
        }
        Ok(Prompt(Arc::new(made)))
    }
}

fn content_fn<I, C, F, Fut>(make: F) -> Content
where
    I: DeserializeOwned,
    C: IntoContent,
    F: Fn(I, Ctx) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<C>> + Send + 'static,
{
    Content::Make(Arc::new(move |input, ctx| {
        let made = read::<I>(input).map(|input| make(input, ctx));
        Box::pin(async { Ok(made?.await?.into_content()) })
    }))
}

fn read<I: DeserializeOwned>(input: Value) -> Result<I> {
    serde_json::from_value(input).map_err(|error| {
        Error::invalid_argument(format!("the prompt's input is not what is asked for: {error}"))
    })
}

impl fmt::Debug for PromptBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PromptBuilder({})", self.made.full_name())
    }
}
