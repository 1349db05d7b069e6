//! `/util/generate`: a generate call by key, for developer tools and other processes.

use std::sync::Arc;

use super::driver::{Call, drive};
use super::response::wire;
use super::wire::GenerateOptions;
use crate::ai::model::{ModelResponse, ModelResponseChunk};
use crate::ai::tool::ToolRef;
use crate::core::action::{Action, ActionBuilder, Callable, RunOptions, TypedBody};
use crate::core::ctx::Ctx;
use crate::core::key::ActionType;
use crate::core::registry::Builtin;

inventory::submit! { Builtin(|| vec![generate_action()]) }

fn generate_action() -> Action {
    let call: Callable<GenerateOptions, ModelResponse, ModelResponseChunk> =
        Arc::new(|options, ctx: Ctx, out| {
            let tools = options.tools.iter().flatten().map(|name| ToolRef::Name(name.clone())).collect();
            let call = Call { tools, options, defaults: ctx.ai().generate_defaults(), ..Call::default() };
            Box::pin(async move {
                let outcome = drive(ctx.ai(), Some(&ctx), RunOptions::new(), Box::new(call), out).await?;
                Ok(wire(*outcome.response))
            })
        });
    ActionBuilder::new(ActionType::Util, "generate").body(Box::new(TypedBody(call)))
}
