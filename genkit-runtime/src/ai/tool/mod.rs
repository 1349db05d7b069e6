//! Tools: functions that a model may call.

mod call;
mod define;
mod reference;

pub(crate) use call::ToolCall;
pub use call::ToolOutput;
pub use define::{Effect, IntoArgs, Tool, ToolBuilder, ToolHandle, ToolSpec, tool_metadata};
pub use reference::ToolRef;
