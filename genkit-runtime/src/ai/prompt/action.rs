//! The two actions of a prompt: `/prompt/..` gives the request that a model would get, `/executable-prompt/..` the
//! generate call.

use std::any::Any;
use std::sync::Arc;

use genkit_dotprompt::Environment;
use serde_json::Value;

use super::declared::PromptDef;
use super::define::Definition;
use super::metadata::metadata;
use super::render::render;
use crate::ai::generate::{GenerateOptions, History, Rendered};
use crate::ai::tool::ToolRef;
use crate::core::BoxFuture;
use crate::core::action::{Action, Body, Metadata, Parts, Schemas};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::key::{ActionType, Key};
use crate::core::schema;
use crate::core::stream::{Chunks, RawChunk};

/// A prompt with what its templates may use.
#[derive(Clone)]
pub(super) struct Linked {
    pub(super) prompt: Arc<Definition>,
    pub(super) environment: Arc<Environment>,
    /// Why it cannot be used: its file was changed and cannot be read any more.
    pub(super) broken: Option<Error>,
    /// What a macro knows of it, if one declares it.
    pub(super) declared: Option<&'static PromptDef>,
}

impl Linked {
    pub(super) fn new(prompt: Arc<Definition>, environment: Arc<Environment>) -> Self {
        Self { prompt, environment, broken: None, declared: None }
    }

    pub(super) async fn render(&self, ctx: &Ctx, input: Value, history: History) -> Result<Rendered> {
        if let Some(error) = &self.broken {
            return Err(error.clone());
        }
        render(&self.prompt, &self.environment, ctx, input, history).await
    }
}

/// The actions of a prompt.
pub(super) fn actions(linked: &Linked) -> [Action; 2] {
    [ActionType::Prompt, ActionType::ExecutablePrompt].map(|kind| {
        let prompt = &linked.prompt;
        let parts = Parts {
            key: Key::new(kind, prompt.full_name()),
            description: prompt.description.clone().map(Into::into),
            source: prompt.source,
            metadata: Metadata::Given(metadata(prompt)),
            schemas: None,
        };
        Action::new(parts, Box::new(PromptBody { kind, linked: linked.clone() }))
    })
}

/// The prompt of an action, if it is one of ours.
pub(super) fn linked(action: &Action) -> Option<&Linked> {
    action.body().typed().downcast_ref()
}

/// `/prompt/..` of a function whose call is `/executable-prompt/..`.
pub(super) fn function(call: &Action) -> Action {
    let parts = Parts {
        key: Key::new(ActionType::Prompt, call.name()),
        description: call.description().map(|text| text.to_owned().into()),
        source: call.source(),
        metadata: Metadata::Given(call.metadata()),
        schemas: None,
    };
    Action::new(parts, Box::new(FunctionBody(call.clone())))
}

struct FunctionBody(Action);

impl Body for FunctionBody {
    fn call_json(
        &self,
        _action: &Action,
        input: Value,
        ctx: Ctx,
        out: Chunks<RawChunk>,
    ) -> BoxFuture<'static, Result<Value>> {
        let call = self.0.body().call_json(&self.0, input, ctx.clone(), out);
        Box::pin(async move {
            let options: GenerateOptions = serde_json::from_value(call.await?)?;
            let tools = options.tools.iter().flatten().map(|name| ToolRef::Name(name.clone())).collect();
            Rendered { options, tools }.into_request(ctx.ai()).await
        })
    }

    fn is_silent(&self) -> bool {
        false
    }

    fn schemas(&self) -> Schemas {
        Schemas { input: self.0.input_schema().cloned(), ..Schemas::default() }
    }

    fn typed(&self) -> &dyn Any {
        self
    }
}

struct PromptBody {
    kind: ActionType,
    linked: Linked,
}

impl Body for PromptBody {
    fn call_json(
        &self,
        _action: &Action,
        input: Value,
        ctx: Ctx,
        _out: Chunks<RawChunk>,
    ) -> BoxFuture<'static, Result<Value>> {
        let (linked, kind) = (self.linked.clone(), self.kind);
        Box::pin(async move {
            let rendered = linked.render(&ctx, input, History::default()).await?;
            if kind == ActionType::Prompt {
                rendered.into_request(ctx.ai()).await
            } else {
                Ok(serde_json::to_value(rendered.into_call(ctx.ai()).await?)?)
            }
        })
    }

    fn completed(&self, input: Value) -> Value {
        self.linked.prompt.completed(input)
    }

    fn is_silent(&self) -> bool {
        false
    }

    fn schemas(&self) -> Schemas {
        let output = (self.kind == ActionType::ExecutablePrompt).then(schema::output::<GenerateOptions>);
        Schemas { input: self.linked.prompt.input.clone(), output, ..Schemas::default() }
    }

    fn typed(&self) -> &dyn Any {
        &self.linked
    }
}
