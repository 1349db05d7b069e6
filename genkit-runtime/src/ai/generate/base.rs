//! A generate call that begins with a prompt: rendered first, in spans of its own, under what the caller says besides.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::driver::{Call, Outcome, answer};
use super::resolve;
use super::wire::{GenerateOptions, Instructions, OutputOptions};
use crate::ai::format;
use crate::ai::message::{Message, Messages};
use crate::ai::model::ModelResponseChunk;
use crate::ai::part::Part;
use crate::ai::tool::ToolRef;
use crate::core::BoxFuture;
use crate::core::action::{RunOptions, What, open};
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result, Status};
use crate::core::stream::Chunks;

/// What a call can begin with: a prompt with its input.
pub(crate) trait Base: fmt::Debug + Send + Sync {
    /// The name of its span.
    fn name(&self) -> &str;

    /// The input as spans show it.
    fn shown(&self) -> Option<String>;

    /// What form its answer has: known before it is rendered.
    fn output(&self) -> Option<&OutputOptions>;

    /// The call that it makes of its input and of the conversation so far.
    fn render<'a>(&'a self, ctx: &'a Ctx, history: History) -> BoxFuture<'a, Result<Rendered>>;
}

/// The conversation so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    pub(crate) messages: Messages,
    /// True if it goes into the call as it is; else it says that it is history where a template names its place.
    pub(crate) bare: bool,
}

/// A rendered prompt: what can be named, and tools given themselves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rendered {
    pub(crate) options: GenerateOptions,
    pub(crate) tools: Vec<ToolRef>,
}

/// A prompt, and what the caller says before and after it.
#[derive(Clone, Debug)]
pub(super) struct Begun {
    pub(super) base: Arc<dyn Base>,
    pub(super) system: Vec<Part>,
    pub(super) prompt: Vec<Part>,
}

impl Begun {
    pub(super) fn new(base: Arc<dyn Base>) -> Self {
        Self { base, system: Vec::new(), prompt: Vec::new() }
    }

    /// Renders the prompt into the call, under what the call says itself.
    async fn render(self, ctx: &Ctx, call: &mut Call) -> Result<()> {
        let messages = std::mem::take(&mut call.options.messages);
        let history = History { messages: messages.clone(), bare: call.mark.is_some() };
        let Rendered { mut options, tools } = self.base.render(ctx, history).await?;
        if let Some(mark) = call.mark {
            options.messages.mark_other_than(&messages, mark);
        }
        if call.options.tools.is_none() {
            call.tools = tools;
        }
        let given = std::mem::take(&mut call.options);
        call.options = over(given, options);
        let messages = &mut call.options.messages;
        if !self.system.is_empty() {
            messages.insert(0, Message::system(self.system));
        }
        if !self.prompt.is_empty() {
            messages.push(Message::user(self.prompt));
        }
        Ok(())
    }
}

/// What the caller says, over what the prompt says. Configurations are merged, all else replaced.
fn over(given: GenerateOptions, base: GenerateOptions) -> GenerateOptions {
    let config = match (base.config, given.config) {
        (Some(Value::Object(mut base)), Some(Value::Object(given))) => {
            base.extend(given);
            Some(Value::Object(base))
        }
        (base, given) => given.or(base),
    };
    GenerateOptions {
        model: given.model.or(base.model),
        docs: given.docs.or(base.docs),
        messages: base.messages,
        tools: given.tools.or(base.tools),
        resources: given.resources.or(base.resources),
        tool_choice: given.tool_choice.or(base.tool_choice),
        config,
        output: given.output.or(base.output),
        resume: given.resume.or(base.resume),
        return_tool_requests: given.return_tool_requests.or(base.return_tool_requests),
        max_turns: given.max_turns.or(base.max_turns),
        uses: given.uses.or(base.uses),
        step_name: given.step_name.or(base.step_name),
    }
}

/// Runs a call that begins with a prompt, in a span of the prompt's.
pub(super) async fn drive(
    ai: &Genkit,
    parent: Option<&Ctx>,
    options: RunOptions,
    begun: Begun,
    mut call: Box<Call>,
    out: Chunks<ModelResponseChunk>,
) -> Result<Outcome> {
    let ctx = opened(ai, parent, options, &*begun.base);
    let body = async {
        begun.render(&ctx, &mut call).await?;
        answer(ai, Some(&ctx), RunOptions::new(), call, out).await
    };
    inside(&ctx, body, |outcome| serde_json::to_string(&outcome.response).ok()).await
}

/// Renders a call that begins with a prompt, in the same span.
pub(super) async fn to_options(
    ai: &Genkit,
    parent: Option<&Ctx>,
    options: RunOptions,
    begun: Begun,
    mut call: Box<Call>,
) -> Result<GenerateOptions> {
    let ctx = opened(ai, parent, options, &*begun.base);
    let body = async {
        begun.render(&ctx, &mut call).await?;
        Ok(call.options)
    };
    inside(&ctx, body, |options| serde_json::to_string(options).ok()).await
}

fn opened(ai: &Genkit, parent: Option<&Ctx>, mut options: RunOptions, base: &dyn Base) -> Ctx {
    let input = if ai.tracer().listening() { base.shown() } else { None };
    open(ai, parent, What::Prompt(base.name()), &mut options, input)
}

/// Runs a future inside a context, and ends the span with what comes of it.
pub(crate) async fn inside<T>(
    ctx: &Ctx,
    body: impl Future<Output = Result<T>>,
    shown: impl FnOnce(&T) -> Option<String>,
) -> Result<T> {
    let mut body = pin!(body);
    let result = poll_fn(|cx| ctx.poll_inside(body.as_mut(), cx)).await;
    match &result {
        Ok(value) if ctx.span().is_recording() => ctx.span().end(Ok(shown(value))),
        Ok(_) => ctx.span().end(Ok(None)),
        Err(error) => ctx.span().end(Err(error)),
    }
    result
}

impl Rendered {
    /// The request that a model would get: what `/prompt/..` answers.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if it says nothing; `NOT_FOUND` if a tool is not there.
    pub(crate) async fn into_request(mut self, ai: &Genkit) -> Result<Value> {
        self.needs_message()?;
        let tools = resolve::tools(ai, &self.tools).await?;
        let output = resolve::output(ai, self.options.output.as_ref(), None)?;
        if let Some(words) = &output.words {
            format::inject(&mut self.options.messages, words);
        }
        let mut form = match serde_json::to_value(&output.config)? {
            Value::Object(form) => form,
            _ => Map::new(),
        };
        if output.format.as_ref().is_some_and(|format| !format.default_instructions) {
            form.insert("defaultInstructions".to_owned(), false.into());
        }
        if let Some(words) = self.options.output.as_ref().and_then(|output| output.instructions.as_ref()) {
            form.insert("instructions".to_owned(), instructions(words));
        }
        let GenerateOptions { messages, config, docs, tool_choice, .. } = self.options;
        let mut request = json!({"messages": messages});
        if let Some(request) = request.as_object_mut() {
            let config = config.filter(|config| *config != json!({}));
            request.extend(config.map(|config| ("config".to_owned(), config)));
            request.extend(docs.map(|docs| ("docs".to_owned(), json!(docs))));
            request.insert("tools".to_owned(), json!(tools.definitions));
            request.extend(tool_choice.map(|choice| ("toolChoice".to_owned(), json!(choice))));
            request.insert("resources".to_owned(), json!([]));
            request.insert("output".to_owned(), form.into());
        }
        Ok(request)
    }

    /// The generate call with its tools by key: what `/executable-prompt/..` answers.
    ///
    /// # Errors
    /// As [`into_request`](Self::into_request).
    pub(crate) async fn into_call(mut self, ai: &Genkit) -> Result<GenerateOptions> {
        self.needs_message()?;
        let tools = resolve::tools(ai, &self.tools).await?;
        let keys: Vec<String> = tools.actions.iter().map(|(_, tool)| tool.key_text().to_owned()).collect();
        self.options.tools = Some(keys).filter(|keys| !keys.is_empty());
        self.options.config.get_or_insert_with(|| json!({}));
        if let Some(output) = &mut self.options.output
            && output.json_schema.is_some()
        {
            output.format.get_or_insert_with(|| "json".to_owned());
        }
        Ok(self.options)
    }

    fn needs_message(&self) -> Result<()> {
        if self.options.messages.is_empty() {
            return Err(nothing_said());
        }
        Ok(())
    }
}

fn instructions(words: &Instructions) -> Value {
    match words {
        Instructions::Given(given) => (*given).into(),
        Instructions::Text(words) => words.as_str().into(),
    }
}

/// For all to see: it may be a client that said nothing.
pub(super) fn nothing_said() -> Error {
    Error::public(Status::InvalidArgument, "at least one message is required in generate request")
}
