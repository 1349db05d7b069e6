//! Using prompts by their names, or by the types of their inputs.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::action::linked;
use super::declared::PromptInput;
use crate::ai::generate::{
    Base, Generate, GenerateOptions, GenerateOutput, GenerateStream, History, OutputOptions, Rendered,
};
use crate::ai::tool::ToolRef;
use crate::core::BoxFuture;
use crate::core::action::Action;
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::key::ActionType;

/// A prompt of the runtime, to be used: [`run`](Self::run), [`stream`](Self::stream), [`render`](Self::render).
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::Prompt;
/// use serde_json::json;
///
/// # #[model(name = "parrot")]
/// # async fn parrot(req: ModelRequest) -> Result<ModelResponse> { Ok(ModelResponse::text(req.text())) }
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = Genkit::builder()
///     .default_model("parrot")
///     .prompt(Prompt::builder("greet").prompt("Greet {{name}}.").build()?)
///     .build()
///     .await?;
/// let greet = ai.prompt("greet")?;
/// assert_eq!(greet.run(json!({"name": "Ada"})).await?.text(), "Greet Ada.");
///
/// // What a generate call can be told, this one can be told too; messages are the conversation so far.
/// let call = greet.run(json!({"name": "Bo"})).config(json!({"temperature": 0.2})).max_turns(2);
/// let options = call.render().await?;
/// assert_eq!(options.messages[0].text(), "Greet Bo.");
/// assert_eq!(options.config, Some(json!({"temperature": 0.2})));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct ExecutablePrompt {
    ai: Genkit,
    parent: Option<Ctx>,
    name: String,
}

impl Genkit {
    /// The prompt of this name; a variant is `name.variant`.
    ///
    /// # Errors
    /// `NOT_FOUND` `Prompt {name} not found`.
    pub fn prompt(&self, name: &str) -> Result<ExecutablePrompt> {
        ExecutablePrompt::find(self, None, name)
    }

    /// Asks with the prompt that this input belongs to: a generate call with an answer of its type.
    ///
    /// See [`prompt!`](macro@crate::prompt).
    #[allow(
        clippy::needless_pass_by_value,
        reason = "what a prompt asks with is its own, as the input of a flow is"
    )]
    pub fn run_prompt<I: PromptInput>(&self, input: I) -> Generate<I::Output> {
        typed(self, None, input)
    }
}

impl Ctx {
    /// The prompt of this name, run below this run; see [`Genkit::prompt`].
    ///
    /// # Errors
    /// `NOT_FOUND` `Prompt {name} not found`.
    pub fn prompt(&self, name: &str) -> Result<ExecutablePrompt> {
        ExecutablePrompt::find(self.ai(), Some(self), name)
    }

    /// Asks with the prompt that this input belongs to, below this run; see [`Genkit::run_prompt`].
    #[allow(
        clippy::needless_pass_by_value,
        reason = "what a prompt asks with is its own, as the input of a flow is"
    )]
    pub fn run_prompt<I: PromptInput>(&self, input: I) -> Generate<I::Output> {
        typed(self.ai(), Some(self), input)
    }
}

impl ExecutablePrompt {
    fn find(ai: &Genkit, parent: Option<&Ctx>, name: &str) -> Result<Self> {
        match ai.get(ActionType::ExecutablePrompt, name) {
            Some(_) => Ok(Self { ai: ai.clone(), parent: parent.cloned(), name: name.to_owned() }),
            None => Err(missing(ai, name)),
        }
    }

    /// Its name, that of its variant included.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Another variant of it.
    ///
    /// # Errors
    /// `NOT_FOUND` `Prompt {name} (variant {variant}) not found`.
    pub fn variant(&self, variant: &str) -> Result<Self> {
        let name = self.name.split_once('.').map_or(self.name.as_str(), |(name, _)| name);
        let other = Self::find(&self.ai, self.parent.as_ref(), &format!("{name}.{variant}"));
        other.map_err(|_| Error::not_found(format!("Prompt {name} (variant {variant}) not found")))
    }

    /// Asks with this input: a generate call that begins with the prompt.
    ///
    /// What the call is told besides goes over what the prompt says: configurations are merged, all else is replaced.
    /// Its messages are the conversation so far, which the prompt puts in its place.
    pub fn run(&self, input: impl Serialize) -> Generate {
        begin(&self.ai, self.parent.as_ref(), &self.name, serde_json::to_value(input).map_err(Into::into))
    }

    /// Asks with this input, and gives the answer chunk by chunk.
    pub fn stream(&self, input: impl Serialize) -> GenerateStream {
        self.run(input).stream()
    }

    /// The generate call that it makes of this input.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if the input does not fit, or the template fails.
    pub fn render(&self, input: impl Serialize) -> BoxFuture<'static, Result<GenerateOptions>> {
        Box::pin(self.run(input).render())
    }
}

impl fmt::Debug for ExecutablePrompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExecutablePrompt({})", self.name)
    }
}

fn missing(ai: &Genkit, name: &str) -> Error {
    ai.missing(&[ActionType::ExecutablePrompt], name, format!("Prompt {name} not found"))
}

fn typed<I: PromptInput>(ai: &Genkit, parent: Option<&Ctx>, input: I) -> Generate<I::Output> {
    begin(ai, parent, I::PROMPT.name(), serde_json::to_value(input).map_err(Into::into))
}

fn begin<T: GenerateOutput>(
    ai: &Genkit,
    parent: Option<&Ctx>,
    name: &str,
    input: Result<Value>,
) -> Generate<T> {
    // Looked up at each use: a prompt may have been read again from its file.
    let action = ai.get(ActionType::ExecutablePrompt, name).ok_or_else(|| missing(ai, name));
    let call = Call { name: name.to_owned(), input, action };
    Generate::begin(ai.clone(), parent.cloned(), Arc::new(call))
}

/// A prompt with its input.
#[derive(Debug)]
struct Call {
    name: String,
    input: Result<Value>,
    action: Result<Action>,
}

impl Base for Call {
    fn name(&self) -> &str {
        &self.name
    }

    fn shown(&self) -> Option<String> {
        self.input.as_ref().ok().map(Value::to_string)
    }

    fn output(&self) -> Option<&OutputOptions> {
        linked(self.action.as_ref().ok()?)?.prompt.call.output.as_ref()
    }

    fn render<'a>(&'a self, ctx: &'a Ctx, history: History) -> BoxFuture<'a, Result<Rendered>> {
        Box::pin(async move {
            let (input, action) = (self.input.clone()?, self.action.clone()?);
            let Some(linked) = linked(&action) else {
                let options = action.run_below(ctx, input).await?;
                let mut options: GenerateOptions = serde_json::from_value(options)?;
                options.messages.append(&history.messages);
                let tools = options.tools.iter().flatten().map(|name| ToolRef::Name(name.clone())).collect();
                return Ok(Rendered { options, tools });
            };
            let input = linked.prompt.completed(input);
            action.check_input(&input)?;
            linked.render(ctx, input, history).await
        })
    }
}
