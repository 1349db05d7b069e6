//! Running the tools that a model asks for.

use std::sync::Arc;

use futures_core::Stream;
use futures_util::stream::FuturesUnordered;

use super::resolve::Tools;
use super::round::ToolOutcome;
use crate::ai::part::{Part, PartKind, ToolRequest, ToolResponse};
use crate::ai::tool::{ToolCall, ToolOutput};
use crate::core::action::{Action, RunOptions};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::key::ActionType;
use crate::core::stream::Chunks;

/// Runs these requests at once; their outcomes come as they are there, each with its place.
pub(super) fn run<'a>(
    ctx: &'a Ctx,
    tools: &'a Tools,
    asked: Vec<(usize, Part)>,
) -> impl Stream<Item = (usize, ToolOutcome)> + Unpin + Send + 'a {
    let runs = asked
        .into_iter()
        .map(move |(place, part)| Box::pin(async move { (place, run_one(ctx, tools, part).await) }));
    runs.collect::<FuturesUnordered<_>>()
}

async fn run_one(ctx: &Ctx, tools: &Tools, part: Part) -> ToolOutcome {
    let PartKind::ToolRequest(asked) = part.kind else {
        return ToolOutcome::failed(Error::internal("not a request for a tool"), String::new());
    };
    let Some(tool) = tools.get(&asked.name) else {
        let names: Vec<&str> = tools.actions.iter().map(|(name, _)| name.as_str()).collect();
        let hint =
            if names.is_empty() { String::new() } else { format!("; there are: {}", names.join(", ")) };
        return ToolOutcome::failed(Error::not_found(format!("Tool {} not found", asked.name)), hint);
    };
    let call = ToolCall { metadata: part.metadata.map(|m| *m).unwrap_or_default() };
    match answer(ctx, tool, asked, call).await {
        Ok(part) => ToolOutcome::Answered(part),
        Err(error) => match error.interrupt_metadata() {
            Some(metadata) => ToolOutcome::Interrupted(metadata.clone()),
            None => ToolOutcome::failed(error, String::new()),
        },
    }
}

async fn answer(ctx: &Ctx, tool: &Action, asked: ToolRequest, call: ToolCall) -> Result<Part> {
    let options = RunOptions { side: Some(Arc::new(call)), ..RunOptions::new() };
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
