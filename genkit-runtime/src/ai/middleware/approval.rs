//! Tools that run only once somebody agreed.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::handle::MiddlewareHandle;
use super::hooks::Hooks;
use super::next::ToolNext;
use crate::ai::generate::seals_hold;
use crate::ai::part::{Part, ToolRequest};
use crate::ai::tool::ToolCall;
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};

/// Has somebody agree before a tool runs: `toolApproval` on the wire.
///
/// A tool that is not approved interrupts the call. It runs when the call goes on with a
/// [`restart`](crate::Interrupt::restart) that says `{"toolApproved": true}`; with anything else the model is told that it
/// was refused.
///
/// An approval holds for one request of one run: this tool, these arguments, whoever asked (`auth` of the context), for so
/// long, and once. It rests on the seal of the interrupt, so that nobody can forge, alter or repeat it; a runtime
/// [without seals](crate::GenkitBuilder::without_seals) runs no tool that needs one.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::middleware::ToolApproval;
/// use serde_json::json;
///
/// /// Sends money.
/// #[tool(effect = "once")]
/// async fn pay(amount: u32) -> Result<String> {
///     Ok(format!("paid {amount}"))
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = TestGenkit::new();
/// ai.script([reply().call::<pay>(10u32), reply().text("Done.")]);
/// let call = || ai.generate().tools(tools![pay]).with(ToolApproval::except(["get_balance"]));
/// let first = call().prompt("Pay the bill").await?;
/// let interrupt = &first.interrupts()[0];
/// assert_eq!(interrupt.metadata().unwrap()["message"], "Tool not in approved list: pay");
///
/// let agreed = interrupt.restart(json!({"toolApproved": true}));
/// let done = call().messages(first.messages()).restart([agreed]).await?;
/// assert_eq!(done.text(), "Done.");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(description = "Has somebody agree before a tool runs")]
pub struct ToolApproval {
    /// The tools that run without being asked for, as the model knows them.
    approved: Vec<String>,
    /// The tools that are asked for; all others if it is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    required: Option<Vec<String>>,
    /// How long an approval may be waited for, in milliseconds; as long as an interrupt if it is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in_ms: Option<u64>,
}

impl ToolApproval {
    /// Of every tool.
    #[must_use]
    pub fn of_all() -> Self {
        Self::default()
    }

    /// Of every tool but these, as the model knows them.
    #[must_use]
    pub fn except<S: Into<String>>(approved: impl IntoIterator<Item = S>) -> Self {
        Self { approved: approved.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Of these tools only, as the model knows them.
    #[must_use]
    pub fn only<S: Into<String>>(required: impl IntoIterator<Item = S>) -> Self {
        Self { required: Some(required.into_iter().map(Into::into).collect()), ..Self::default() }
    }

    /// How long an approval may be waited for.
    #[must_use]
    pub fn expires_in(mut self, time: Duration) -> Self {
        self.expires_in_ms = Some(u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
        self
    }

    fn needs(&self, tool: &str) -> bool {
        let required = self.required.as_ref().is_none_or(|required| required.iter().any(|name| name == tool));
        required && !self.approved.iter().any(|name| name == tool)
    }

    async fn run(&self, call: ToolRequest, ctx: &Ctx, next: ToolNext) -> Result<Part> {
        if !self.needs(&call.name) {
            return next.run(call).await;
        }
        if !seals_hold(ctx.ai()) {
            return Err(Error::failed_precondition(format!(
                "tool '{}' needs an approval, which needs seals: the runtime is built `without_seals()`",
                call.name
            )));
        }
        let Some(said) = ctx.resumed() else { return Err(ctx.interrupt(self.question(&call, ctx))) };
        // The seal was opened: what stands in the metadata is what this runtime asked, and was asked to answer.
        let metadata = ctx.tool_metadata().cloned().unwrap_or_default();
        if metadata.contains_key("replacedInput") {
            return Err(refused(&call, "an approval holds for the arguments that were asked for"));
        }
        let Some(asked) = metadata.get("interrupt").and_then(|interrupt| interrupt.get(MARK)) else {
            // The tool itself asked: it was approved before, and is answered now.
            return next.run(call).await;
        };
        if asked.as_u64().is_some_and(|expires| expires <= now_ms(ctx)) {
            return Err(refused(&call, "the approval came too late"));
        }
        if said.get("toolApproved") != Some(&Value::Bool(true)) {
            return Err(refused(&call, "it was not approved"));
        }
        // The answer was to us: the tool itself has not been asked anything yet.
        let told: Map<_, _> =
            metadata.into_iter().filter(|(name, _)| !OURS.contains(&name.as_str())).collect();
        next.with_ctx(|ctx| ctx.with_side(Arc::new(ToolCall { metadata: told }))).run(call).await
    }

    /// What the interrupt says; all of it is sealed.
    fn question(&self, call: &ToolRequest, ctx: &Ctx) -> Value {
        let expires = self.expires_in_ms.map(|time| now_ms(ctx).saturating_add(time));
        let message = format!("Tool not in approved list: {}", call.name);
        json!({"message": message, MARK: expires.map_or(Value::Bool(true), Value::from)})
    }
}

/// Tells our questions from those of tools; its value is when the answer is too late.
const MARK: &str = "toolApproval";
const OURS: [&str; 3] = ["interrupt", "resumed", "seal"];

fn now_ms(ctx: &Ctx) -> u64 {
    let now = ctx.ai().env().now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| u64::try_from(now.as_millis()).unwrap_or(u64::MAX))
}

fn refused(call: &ToolRequest, why: &str) -> Error {
    Error::permission_denied(format!("tool '{}' was not run: {why}", call.name))
}

impl MiddlewareHandle for ToolApproval {
    type Config = Self;
    const NAME: &'static str = "toolApproval";
    const DESCRIPTION: Option<&'static str> = Some("Has somebody agree before a tool runs");

    fn hooks(config: Self, _ai: &Genkit) -> Result<Hooks> {
        let config = Arc::new(config);
        Ok(Hooks::new().tool(move |call, ctx, next| {
            let config = config.clone();
            async move { config.run(call, &ctx, next).await }
        }))
    }
}
