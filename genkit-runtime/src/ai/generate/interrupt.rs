//! A tool that waits for somebody, and the means to answer it.

use serde_json::Value;

use crate::ai::part::{Part, PartKind, ToolRequest, ToolResponse};

/// A tool that waits for somebody. Plain data in the message it came with: it may be kept for days.
///
/// ```
/// use genkit::prelude::*;
///
/// # fn ask(_: Option<&serde_json::Value>) -> bool { true }
/// # async fn go(ai: Genkit) -> Result<()> {
/// let first = ai.generate().prompt("Pay the bill").tools(["pay"]).await?;
/// for interrupt in first.interrupts() {
///     let agreed = ask(interrupt.metadata());
///     let next = ai.generate().messages(first.messages()).tools(["pay"]);
///     let done = next.restart([interrupt.restart(agreed)]).await?;
///     println!("{}", done.text());
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Interrupt {
    part: Part,
    request: ToolRequest,
}

impl Interrupt {
    /// The interrupt that a part of a message is, if it is one.
    #[must_use]
    pub fn of(part: &Part) -> Option<Self> {
        part.meta("interrupt").filter(|why| **why != Value::Bool(false))?;
        Some(Self { part: part.clone(), request: part.as_tool_request()?.clone() })
    }

    /// What the model asked for.
    #[must_use]
    pub fn request(&self) -> &ToolRequest {
        &self.request
    }

    /// The name of the tool.
    #[must_use]
    pub fn tool(&self) -> &str {
        &self.request.name
    }

    /// What the tool wants to know; `true` if it does not say.
    #[must_use]
    pub fn metadata(&self) -> Option<&Value> {
        self.part.meta("interrupt")
    }

    /// The part of the message that it is.
    #[must_use]
    pub fn part(&self) -> &Part {
        &self.part
    }

    /// An answer in place of the tool's; checked against what the tool returns when the call goes on.
    #[must_use]
    pub fn respond(&self, output: impl Into<Value>) -> Part {
        let response = ToolResponse::new(self.request.name.clone(), output);
        let response = ToolResponse { reference: self.request.reference.clone(), ..response };
        Part::from(response).with_metadata("interruptResponse", true)
    }

    /// Runs the tool again; `resumed` is what it finds in [`Ctx::resumed`](crate::Ctx::resumed).
    #[must_use]
    pub fn restart(&self, resumed: impl Into<Value>) -> Part {
        let mut part: Part = PartKind::ToolRequest(self.request.clone()).into();
        part.metadata.clone_from(&self.part.metadata);
        part.with_metadata("resumed", resumed.into())
    }

    /// Runs the tool again with another input, which is checked and noted in the history.
    #[must_use]
    pub fn restart_with(&self, resumed: impl Into<Value>, replace_input: impl Into<Value>) -> Part {
        let original = self.request.input.clone().unwrap_or_default();
        let mut part = self.restart(resumed).with_metadata("replacedInput", original);
        if let PartKind::ToolRequest(request) = &mut part.kind {
            request.input = Some(replace_input.into());
        }
        part
    }
}
