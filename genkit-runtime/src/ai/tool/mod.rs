//! Tools: functions that a model may call.

mod define;
mod reference;

pub use define::{Effect, IntoArgs, Tool, ToolBuilder, ToolHandle, ToolSpec, tool_metadata};
pub use reference::ToolRef;
