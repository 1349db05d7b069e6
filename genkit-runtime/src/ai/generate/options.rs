//! Building a generate call.

use std::future::{Future, IntoFuture};
use std::sync::Arc;

use serde_json::Value;

use super::defaults::{Deadlines, IntoModel};
use super::driver::{Call, Checkpoint, drive};
use super::response::{GenerateOutput, GenerateResponse, ReadOutput};
use super::state::{GenerateState, ToolErrors};
use super::stream::GenerateStream;
use super::wire::{GenerateOptions, Instructions, OutputOptions, Resume};
use crate::ai::document::Document;
use crate::ai::format::Format;
use crate::ai::message::{IntoContent, Message, Messages};
use crate::ai::middleware::{self, IntoMiddleware};
use crate::ai::model::ToolChoice;
use crate::ai::part::Part;
use crate::ai::tool::{IntoTool, ToolRef};
use crate::core::BoxFuture;
use crate::core::action::RunOptions;
use crate::core::app::Genkit;
use crate::core::context::Context;
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::schema;

/// A generate call: say what is asked, then `.await` the answer, or [`stream`](Generate::stream) it.
///
/// `T` is the type of the answer, set with [`output`](Generate::output); JSON otherwise.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// /// Echoes what it is asked.
/// #[model(name = "parrot")]
/// async fn parrot(req: ModelRequest) -> Result<ModelResponse> {
///     Ok(ModelResponse::text(req.text()))
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = Genkit::builder().default_model("parrot").build().await?;
/// let answer = ai.generate().system("Be brief.").prompt("Hello!").await?;
/// assert_eq!(answer.text(), "system: Be brief.\nHello!");
/// # Ok(()) }
/// ```
#[must_use = "a generate call does nothing until it is awaited or streamed"]
#[derive(Debug)]
pub struct Generate<T = Value> {
    ai: Genkit,
    parent: Option<Ctx>,
    system: Vec<Part>,
    prompt: Vec<Part>,
    /// Boxed, since each option given moves the whole.
    call: Box<Call>,
    config: serde_json::Map<String, Value>,
    run: RunOptions,
    read: ReadOutput<T>,
}

impl Genkit {
    /// Starts a generate call.
    pub fn generate(&self) -> Generate {
        Generate::new(self.clone(), None)
    }
}

impl Ctx {
    /// Starts a generate call, traced below this run.
    pub fn generate(&self) -> Generate {
        Generate::new(self.ai().clone(), Some(self.clone()))
    }
}

impl Generate {
    fn new(ai: Genkit, parent: Option<Ctx>) -> Self {
        let call = Call { defaults: ai.generate_defaults(), needs_message: true, ..Call::default() };
        Self {
            ai,
            parent,
            system: Vec::new(),
            prompt: Vec::new(),
            call: Box::new(call),
            config: serde_json::Map::new(),
            run: RunOptions::new(),
            read: |answer| Ok(answer.clone()),
        }
    }

    /// The answer shall be a `T`: the model is given its schema, and what it answers is checked and read.
    pub fn output<T: GenerateOutput>(mut self) -> Generate<T> {
        let known = schema::known::<T>();
        self.output_mut().json_schema = Some(known.schema().clone());
        self.call.known = Some(known);
        Generate {
            ai: self.ai,
            parent: self.parent,
            system: self.system,
            prompt: self.prompt,
            call: self.call,
            config: self.config,
            run: self.run,
            read: crate::core::read::read,
        }
    }

    /// All options at once, for what is only known at run time; those set before are replaced.
    pub fn options(mut self, options: GenerateOptions) -> Self {
        self.call.tools = options.tools.iter().flatten().map(|name| ToolRef::Name(name.clone())).collect();
        self.call.options = options;
        self
    }

    /// The JSON schema of the answer, for what is only known at run time.
    pub fn output_schema(mut self, schema: Value) -> Self {
        self.output_mut().json_schema = Some(schema);
        self
    }
}

#[cfg(feature = "prompts")]
impl<T: GenerateOutput> Generate<T> {
    /// A call that begins with a prompt whose answer is a `T`.
    pub(crate) fn begin(ai: Genkit, parent: Option<Ctx>, base: Arc<dyn super::base::Base>) -> Self {
        let mut call = Generate::new(ai, parent);
        call.call.begun = Some(super::base::Begun::new(base));
        Generate {
            ai: call.ai,
            parent: call.parent,
            system: call.system,
            prompt: call.prompt,
            call: call.call,
            config: call.config,
            run: call.run,
            read: crate::core::read::read,
        }
    }
}

#[cfg(feature = "prompts")]
impl<T> Generate<T> {
    /// The call as plain data; one that begins with a prompt is rendered for it.
    ///
    /// # Errors
    /// What rendering the prompt fails with.
    pub async fn render(self) -> Result<GenerateOptions> {
        let (ai, parent, run, mut call) = self.take();
        match call.begun.take() {
            Some(begun) => super::base::to_options(&ai, parent.as_ref(), run, begun, call).await,
            None => Ok(call.options),
        }
    }
}

impl<T> Generate<T> {
    fn output_mut(&mut self) -> &mut OutputOptions {
        self.call.options.output.get_or_insert_default()
    }

    /// The model to ask, by name or by reference; without it the default one.
    pub fn model(mut self, model: impl IntoModel) -> Self {
        let model = model.into_model();
        self.config.extend(model.config_json().clone());
        self.call.options.model = Some(model.name().to_owned());
        self
    }

    /// What the application says first.
    pub fn system(mut self, content: impl IntoContent) -> Self {
        self.system = content.into_content();
        self
    }

    /// What the person says last.
    pub fn prompt(mut self, content: impl IntoContent) -> Self {
        self.prompt = content.into_content();
        self
    }

    /// The conversation, between system message and prompt.
    pub fn messages(mut self, messages: impl Into<Messages>) -> Self {
        self.call.options.messages = messages.into();
        self
    }

    /// Documents to answer from.
    pub fn docs<D: Into<Document>>(mut self, docs: impl IntoIterator<Item = D>) -> Self {
        self.call.options.docs = Some(docs.into_iter().map(Into::into).collect());
        self
    }

    /// Tools that the model may ask for: `tools![get_weather]`, names, or tools made at run time.
    pub fn tools<R: IntoTool>(mut self, tools: impl IntoIterator<Item = R>) -> Self {
        for tool in tools.into_iter().map(IntoTool::into_tool) {
            self.call.options.tools.get_or_insert_default().push(tool.name().to_owned());
            self.call.tools.push(tool);
        }
        self
    }

    /// One more tool.
    pub fn tool(self, tool: impl IntoTool) -> Self {
        self.tools([tool])
    }

    /// Resources that parts may name, by name, besides all registered ones.
    pub fn resources<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.call.options.resources = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Whether the model may, must or must not ask for tools.
    pub fn tool_choice(mut self, choice: ToolChoice) -> Self {
        self.call.options.tool_choice = Some(choice);
        self
    }

    /// The model's configuration as JSON, over that of its reference.
    pub fn config(mut self, config: impl Into<Value>) -> Self {
        match config.into() {
            Value::Object(config) => self.config.extend(config),
            other => self.call.options.config = Some(other),
        }
        self
    }

    /// The format of the answer by name: `text`, `json`, `array`, `jsonl`, `enum`, or one of the application's own.
    pub fn output_format(mut self, name: impl Into<String>) -> Self {
        self.output_mut().format = Some(name.into());
        self
    }

    /// A format of one's own, registered or not.
    pub fn format(mut self, format: Format) -> Self {
        self.output_mut().format = Some(format.name.clone());
        self.call.format = Some(format);
        self
    }

    /// True to leave the form of the answer to the model where it can hold it; false never to.
    pub fn constrained(mut self, constrained: bool) -> Self {
        self.output_mut().constrained = Some(constrained);
        self
    }

    /// Words for the model about the form of its answer, in place of the format's.
    pub fn output_instructions(mut self, words: impl Into<String>) -> Self {
        self.output_mut().instructions = Some(Instructions::Text(words.into()));
        self
    }

    /// A middleware around the call, inside those that were given before: a closure's
    /// ([`middleware::model`](crate::middleware::model) and its like), a configuration such as
    /// [`Retry`](crate::middleware::Retry), a [`MiddlewareRef`](crate::MiddlewareRef), or the name of a registered one.
    #[doc(alias = "use")]
    #[track_caller]
    pub fn with(mut self, middleware: impl IntoMiddleware) -> Self {
        let uses = self.call.options.uses.get_or_insert_default();
        middleware::add(uses, middleware.into_middleware());
        self
    }

    /// How many rounds of tools there may be; 5 by default.
    pub fn max_turns(mut self, turns: u32) -> Self {
        self.call.options.max_turns = Some(turns);
        self
    }

    /// Gives requests for tools back in place of running them.
    pub fn return_tool_requests(mut self, give: bool) -> Self {
        self.call.options.return_tool_requests = Some(give);
        self
    }

    /// What becomes of tools that fail.
    pub fn tool_errors(mut self, errors: ToolErrors) -> Self {
        self.call.defaults.tool_errors = errors;
        self
    }

    /// How often to ask again after an answer that does not fit its schema; never by default.
    pub fn reask(mut self, times: u32) -> Self {
        self.call.reasks = times;
        self
    }

    /// How long the model may take.
    pub fn deadlines(mut self, deadlines: Deadlines) -> Self {
        self.call.defaults.deadlines = deadlines;
        self
    }

    /// Answers to interrupts: what [`Interrupt::respond`](super::Interrupt::respond) gives. The last message must be
    /// the interrupted one.
    pub fn respond(mut self, answers: impl IntoIterator<Item = Part>) -> Self {
        let resume = self.call.options.resume.get_or_insert_default();
        resume.respond.get_or_insert_default().extend(answers);
        self
    }

    /// Requests to run interrupted tools again: what [`Interrupt::restart`](super::Interrupt::restart) gives.
    pub fn restart(mut self, requests: impl IntoIterator<Item = Part>) -> Self {
        let resume = self.call.options.resume.get_or_insert_default();
        resume.restart.get_or_insert_default().extend(requests);
        self
    }

    /// Answers and requests to run again, with notes on the message that they make.
    pub fn resume(mut self, resume: Resume) -> Self {
        self.call.options.resume = Some(resume);
        self
    }

    /// Told of each state of the call, to keep it: before the model is first asked, after each answer of the model
    /// and of each tool. What it fails with ends the call.
    ///
    /// A call that was cut off goes on from the last state with [`restore`](Generate::restore): tools that answered
    /// are not run again.
    ///
    /// ```standalone_crate
    /// use std::sync::{Arc, Mutex};
    /// use genkit::prelude::*;
    /// use genkit::GenerateState;
    ///
    /// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let model = Model::builder("m").handler(|_: ModelRequest, _, _| async { Ok(ModelResponse::text("done")) });
    /// let ai = Genkit::builder().action(model).build().await?;
    /// let kept = Arc::new(Mutex::new(None::<String>));
    /// let keep = kept.clone();
    /// let call = ai.generate().model("m").prompt("go").checkpoint(move |state| {
    ///     let text = serde_json::to_string(&state);
    ///     *keep.lock().unwrap() = text.ok();
    ///     async { Ok(()) }
    /// });
    /// call.await?;
    ///
    /// let state: GenerateState = serde_json::from_str(kept.lock().unwrap().as_ref().unwrap())?;
    /// assert_eq!(state.request().text(), "go");
    /// # Ok(()) }
    /// ```
    pub fn checkpoint<F, Fut>(mut self, keep: F) -> Self
    where
        F: Fn(GenerateState) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        self.call.checkpoint = Some(Checkpoint(Arc::new(move |state| Box::pin(keep(state)))));
        self
    }

    /// Goes on from a state that was kept: model, conversation, tools, middleware and form are those of the state. Tools, middleware and a
    /// format that are not registered are given again with [`tools`](Generate::tools), [`with`](Generate::with) and
    /// [`format`](Generate::format).
    pub fn restore(mut self, state: GenerateState) -> Self {
        self.call.restored = Some(Box::new(state));
        self
    }

    /// The name of the span; `generate` by default.
    pub fn step_name(mut self, name: impl Into<String>) -> Self {
        self.call.options.step_name = Some(name.into());
        self
    }

    /// The values that the call and everything below it carry.
    pub fn context(mut self, context: Context) -> Self {
        self.run = self.run.context(context);
        self
    }

    /// The call as plain data, with everything named; tools given themselves are named too.
    #[must_use]
    pub fn to_options(&self) -> GenerateOptions {
        let mut options = self.call.options.clone();
        let first = (!self.system.is_empty()).then(|| Message::system(self.system.clone()));
        let last = (!self.prompt.is_empty()).then(|| Message::user(self.prompt.clone()));
        if let Some(first) = first {
            options.messages.insert(0, first);
        }
        options.messages.extend(last);
        if !self.config.is_empty() {
            options.config = Some(Value::Object(self.config.clone()));
        }
        options
    }

    /// New calls in the same place.
    pub(crate) fn beside(&self) -> impl Fn() -> Generate + Send + Sync + use<T> {
        let (ai, parent) = (self.ai.clone(), self.parent.clone());
        move || Generate::new(ai.clone(), parent.clone())
    }

    /// A conversation between what the call says by itself, which is marked as no part of it.
    pub(crate) fn around(mut self, history: Messages, mark: &'static str) -> Self {
        let marked = |mut message: Message| {
            message.mark(mark);
            message
        };
        #[cfg(feature = "prompts")]
        {
            self.call.mark = Some(mark);
        }
        let system = std::mem::take(&mut self.system);
        let prompt = std::mem::take(&mut self.prompt);
        let before = (!system.is_empty()).then(|| Message::system(system));
        let examples = std::mem::take(&mut self.call.options.messages);
        let before: Vec<Message> = before.into_iter().chain(examples.iter().cloned()).map(marked).collect();
        // Nothing stands between tools that wait and their answers.
        let waits = history.last().is_some_and(|last| last.tool_requests().next().is_some());
        let after = (!prompt.is_empty() && !waits).then(|| marked(Message::user(prompt)));
        let mut messages = history;
        before.into_iter().rev().for_each(|message| messages.insert(0, message));
        messages.extend(after);
        self.call.options.messages = messages;
        self
    }

    fn take(mut self) -> (Genkit, Option<Ctx>, RunOptions, Box<Call>) {
        let system = std::mem::take(&mut self.system);
        let prompt = std::mem::take(&mut self.prompt);
        if !self.config.is_empty() {
            self.call.options.config = Some(Value::Object(std::mem::take(&mut self.config)));
        }
        #[cfg(feature = "prompts")]
        if let Some(begun) = &mut self.call.begun {
            (begun.system, begun.prompt) = (system, prompt);
            return (self.ai, self.parent, self.run, self.call);
        }
        let messages = &mut self.call.options.messages;
        if !system.is_empty() {
            messages.insert(0, Message::system(system));
        }
        if !prompt.is_empty() {
            messages.push(Message::user(prompt));
        }
        (self.ai, self.parent, self.run, self.call)
    }

    /// Starts the call and gives its chunks as they come.
    pub fn stream(self) -> GenerateStream<T> {
        let read = self.read;
        let (ai, parent, run, call) = self.take();
        GenerateStream::start(ai, parent, run, call, read)
    }
}

impl<T: Send + 'static> IntoFuture for Generate<T> {
    type Output = Result<GenerateResponse<T>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let read = self.read;
        let (ai, parent, run, call) = self.take();
        Box::pin(async move {
            let outcome = drive(&ai, parent.as_ref(), run, call, crate::Chunks::none()).await?;
            GenerateResponse::new(outcome, read)
        })
    }
}
