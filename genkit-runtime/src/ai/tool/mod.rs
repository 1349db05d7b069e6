//! Tools: functions that a model may call.

mod call;
mod define;
mod multipart;
mod reference;

pub(crate) use call::ToolCall;
pub use call::ToolOutput;
pub use define::{Effect, IntoArgs, Tool, ToolBuilder, ToolHandle};
pub use multipart::assert_multipart;
pub use reference::{IntoTool, ToolRef};
