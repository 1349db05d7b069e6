//! Running the tools that a model asks for.

use std::any::Any;
use std::sync::Arc;

use futures_core::Stream;
use futures_util::stream::FuturesUnordered;

use super::resolve::Tools;
use super::round::ToolOutcome;
use crate::ai::middleware::{End, Hook, Next};
use crate::ai::model::ModelResponseChunk;
use crate::ai::part::{Part, PartKind, ToolRequest, ToolResponse};
use crate::ai::tool::{ToolCall, ToolOutput};
use crate::core::BoxFuture;
use crate::core::action::{Action, RunOptions};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::key::ActionType;
use crate::core::stream::Chunks;

/// A [`ToolCall`], as contexts carry it.
type Side = Arc<dyn Any + Send + Sync>;

/// Runs these requests at once; their outcomes come as they are there, each with its place.
///
/// `restarting` tells that these were interrupted and run again: nobody else's word on that is heard.
pub(super) fn run<'a>(
    ctx: &'a Ctx,
    tools: &'a Arc<Tools>,
    around: Option<&'a Arc<[Hook<ToolRequest, Part>]>>,
    asked: Vec<(usize, Part)>,
    restarting: bool,
) -> impl Stream<Item = (usize, ToolOutcome)> + Unpin + Send + 'a {
    let runs = asked.into_iter().map(move |(place, part)| {
        Box::pin(async move { (place, run_one(ctx, tools, around, part, restarting).await) })
    });
    runs.collect::<FuturesUnordered<_>>()
}

async fn run_one(
    ctx: &Ctx,
    tools: &Arc<Tools>,
    around: Option<&Arc<[Hook<ToolRequest, Part>]>>,
    part: Part,
    restarting: bool,
) -> ToolOutcome {
    let PartKind::ToolRequest(asked) = part.kind else {
        return ToolOutcome::failed(Error::internal("not a request for a tool"), String::new());
    };
    let Some(tool) = tools.get(&asked.name) else {
        let names: Vec<&str> = tools.actions.iter().map(|(name, _)| name.as_str()).collect();
        let hint =
            if names.is_empty() { String::new() } else { format!("; there are: {}", names.join(", ")) };
        return ToolOutcome::failed(Error::not_found(format!("Tool {} not found", asked.name)), hint);
    };
    let mut call = ToolCall { metadata: part.metadata.map(|m| *m).unwrap_or_default() };
    if !restarting {
        call.metadata.shift_remove("resumed");
    }
    let side: Side = Arc::new(call);
    let answered = match around {
        None => answer(ctx, tool, asked, Some(side)).await,
        Some(hooks) => answer_around(ctx, tools, tool, hooks, asked, side).await,
    };
    match answered {
        Ok(part) => ToolOutcome::Answered(part),
        Err(error) => match error.interrupt_metadata() {
            Some(metadata) => ToolOutcome::Interrupted(metadata.clone()),
            None => ToolOutcome::failed(error, String::new()),
        },
    }
}

/// The answer that comes out of the middleware around a tool.
async fn answer_around(
    ctx: &Ctx,
    tools: &Arc<Tools>,
    tool: &Action,
    hooks: &Arc<[Hook<ToolRequest, Part>]>,
    asked: ToolRequest,
    side: Side,
) -> Result<Part> {
    let ctx = ctx.with_side(side);
    let next = Next::new(hooks.clone(), tools.clone(), ctx, Chunks::none());
    match next.run(asked).await? {
        part if matches!(part.kind, PartKind::ToolResponse(_)) => Ok(part),
        _ => {
            let name = tool.name();
            Err(Error::internal(format!("middleware around tool {name} answered with no tool response")))
        }
    }
}

/// At the end of a chain stand the tools.
impl End<ToolRequest, Part> for Arc<Tools> {
    fn call(
        &self,
        asked: ToolRequest,
        ctx: &Ctx,
        _out: &Chunks<ModelResponseChunk>,
    ) -> BoxFuture<'static, Result<Part>> {
        let (tools, ctx) = (self.clone(), ctx.clone());
        Box::pin(async move {
            let tool = tools.get(&asked.name);
            let tool = tool.ok_or_else(|| Error::not_found(format!("Tool {} not found", asked.name)))?;
            let side = ctx.inner().side.clone();
            answer(&ctx, tool, asked, side).await
        })
    }
}

async fn answer(ctx: &Ctx, tool: &Action, asked: ToolRequest, side: Option<Side>) -> Result<Part> {
    let options = RunOptions { side, ..RunOptions::new() };
    let input = asked.input.unwrap_or_default();
    let output = tool.start_json(ctx.ai(), Some(ctx), input, options, Chunks::none()).await?;
    let response = ToolResponse { name: asked.name, reference: asked.reference, ..ToolResponse::default() };
    if tool.action_type() != ActionType::ToolV2 {
        return Ok(ToolResponse { output: Some(output), ..response }.into());
    }
    let output: ToolOutput = serde_json::from_value(output)?;
    let content = (!output.content.is_empty()).then_some(output.content);
    let mut part = Part::from(ToolResponse { output: output.output, content, ..response });
    part.metadata = output.metadata.map(Box::new);
    Ok(part)
}
