//! A tool as a generate call is given it: by name, or itself.

use super::ToolHandle;
use crate::core::action::Action;

/// A tool for a generate call: the name of a registered one, or the tool itself.
///
/// A name may also be that of a dynamic action provider's tools: `host:tool/read`, `host:tool/*`.
#[derive(Clone, Debug)]
pub enum ToolRef {
    /// Looked up when the call starts.
    Name(String),
    /// The tool itself, registered or not.
    Action(Action),
}

impl ToolRef {
    /// The tool of a handle; [`tools!`](crate::tools) makes a list of these.
    #[must_use]
    pub fn of<H: ToolHandle>() -> Self {
        Self::Action(Action::of::<H>())
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            ToolRef::Name(name) => name,
            ToolRef::Action(action) => action.name(),
        }
    }
}

/// What names a tool for a generate call.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tool",
    label = "not a tool",
    note = "of functions with `#[tool]` make a list: `.tools(tools![get_weather])`; a tool is also its name, or an `Action` made at run time"
)]
pub trait IntoTool {
    /// The reference.
    fn into_tool(self) -> ToolRef;
}

#[diagnostic::do_not_recommend]
impl<T: Into<ToolRef>> IntoTool for T {
    fn into_tool(self) -> ToolRef {
        self.into()
    }
}

impl From<&str> for ToolRef {
    fn from(name: &str) -> Self {
        ToolRef::Name(name.to_owned())
    }
}

impl From<String> for ToolRef {
    fn from(name: String) -> Self {
        ToolRef::Name(name)
    }
}

impl From<Action> for ToolRef {
    fn from(action: Action) -> Self {
        ToolRef::Action(action)
    }
}

impl From<&Action> for ToolRef {
    fn from(action: &Action) -> Self {
        ToolRef::Action(action.clone())
    }
}
