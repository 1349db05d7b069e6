//! Declaring a tool, by a macro or at run time.

use std::borrow::Cow;
use std::future::Future;

use serde_json::{Map, Value, json};

use crate::core::action::{Action, ActionBuilder, ActionInput, ActionOutput, Handle};
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::key::ActionType;

/// The handle of a tool.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tool",
    label = "not the handle of a tool",
    note = "annotate the function with `#[tool]`"
)]
pub trait ToolHandle: Handle {}

/// What running a tool does to the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It only reads.
    Read,
    /// Running it twice is the same as running it once.
    Repeat,
    /// It must run once only.
    Once,
}

impl Effect {
    /// The name in the metadata: `read`, `repeat` or `once`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Effect::Read => "read",
            Effect::Repeat => "repeat",
            Effect::Once => "once",
        }
    }
}

/// What `#[tool(..)]` says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ToolSpec {
    pub effect: Option<Effect>,
    pub interrupt: bool,
    pub multipart: bool,
    pub title: Option<&'static str>,
}

impl ToolSpec {
    /// Nothing said.
    pub(crate) const NONE: Self = Self { effect: None, interrupt: false, multipart: false, title: None };
}

/// The metadata of a declared tool.
#[must_use]
pub(crate) fn tool_metadata(spec: ToolSpec) -> Map<String, Value> {
    let kind = if spec.multipart { ActionType::ToolV2 } else { ActionType::Tool };
    let mut inner = Map::new();
    if let Some(effect) = spec.effect {
        inner.insert("effect".to_owned(), effect.name().into());
    }
    if spec.interrupt {
        inner.insert("interrupt".to_owned(), true.into());
        inner.insert("restartable".to_owned(), false.into());
    }
    if spec.multipart {
        inner.insert("multipart".to_owned(), true.into());
    }
    if let Some(title) = spec.title {
        inner.insert("title".to_owned(), title.into());
    }
    let mut metadata = Map::new();
    metadata.insert("type".to_owned(), kind.name().into());
    if !inner.is_empty() {
        metadata.insert("tool".to_owned(), json!(inner));
    }
    metadata
}

/// The arguments of a tool as a caller may write them: one value for one parameter, a tuple for several, each with
/// `Into`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are not the arguments of this action, which are `{A}`",
    label = "wrong arguments",
    note = "one parameter: the value; several: a tuple in their order; none: `()`"
)]
pub trait IntoArgs<A> {
    /// The arguments.
    fn into_args(self) -> A;
}

impl IntoArgs<()> for () {
    fn into_args(self) {}
}

#[diagnostic::do_not_recommend]
impl<A, X: Into<A>> IntoArgs<(A,)> for X {
    fn into_args(self) -> (A,) {
        (self.into(),)
    }
}

macro_rules! into_args {
    ($(($($a:ident $x:ident $i:tt),*))*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($a,)* $($x: Into<$a>),*> IntoArgs<($($a,)*)> for ($($x,)*) {
            fn into_args(self) -> ($($a,)*) {
                ($(self.$i.into(),)*)
            }
        }
    )*};
}

into_args! {
    (A X 0, B Y 1)
    (A X 0, B Y 1, C Z 2)
    (A X 0, B Y 1, C Z 2, D W 3)
    (A X 0, B Y 1, C Z 2, D W 3, E V 4)
    (A X 0, B Y 1, C Z 2, D W 3, E V 4, F U 5)
    (A X 0, B Y 1, C Z 2, D W 3, E V 4, F U 5, G T 6)
    (A X 0, B Y 1, C Z 2, D W 3, E V 4, F U 5, G T 6, H S 7)
    (A X 0, B Y 1, C Z 2, D W 3, E V 4, F U 5, G T 6, H S 7, I R 8)
    (A X 0, B Y 1, C Z 2, D W 3, E V 4, F U 5, G T 6, H S 7, I R 8, J Q 9)
    (A X 0, B Y 1, C Z 2, D W 3, E V 4, F U 5, G T 6, H S 7, I R 8, J Q 9, K P 10)
    (A X 0, B Y 1, C Z 2, D W 3, E V 4, F U 5, G T 6, H S 7, I R 8, J Q 9, K P 10, L O 11)
}

/// Tools made at run time. A tool need not be registered: it may be given to one generate call only.
///
/// ```
/// use genkit::prelude::*;
///
/// let double = Tool::builder("double")
///     .description("Doubles a number")
///     .handler(|n: i64, _ctx| async move { Ok(n * 2) });
/// assert_eq!(double.key().to_string(), "/tool/double");
/// ```
#[derive(Debug)]
pub enum Tool {}

impl Tool {
    /// Starts a tool of this name.
    #[track_caller]
    pub fn builder(name: impl Into<String>) -> ToolBuilder {
        ToolBuilder { action: ActionBuilder::new(ActionType::Tool, name), effect: None }
    }
}

/// Builds a tool; see [`Tool`].
#[derive(Debug)]
#[must_use = "a builder makes a tool when it is given a handler"]
pub struct ToolBuilder {
    action: ActionBuilder,
    effect: Option<Effect>,
}

impl ToolBuilder {
    /// What it does; the model reads it.
    pub fn description(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.action = self.action.description(text);
        self
    }

    /// What running it does to the world.
    pub fn effect(mut self, effect: Effect) -> Self {
        self.effect = Some(effect);
        self
    }

    /// The schema of the input, in place of that of its type.
    pub fn input_schema(mut self, schema: Value) -> Self {
        self.action = self.action.input_schema(schema);
        self
    }

    /// The schema of the output, in place of that of its type.
    pub fn output_schema(mut self, schema: Value) -> Self {
        self.action = self.action.output_schema(schema);
        self
    }

    /// The tool with this function.
    pub fn handler<I, O, F, Fut>(self, handler: F) -> Action
    where
        I: ActionInput,
        O: ActionOutput,
        F: Fn(I, Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<O>> + Send + 'static,
    {
        let mut action = self.action;
        for (name, value) in tool_metadata(ToolSpec { effect: self.effect, ..ToolSpec::NONE }) {
            action = action.metadata(name, value);
        }
        action.handler(handler)
    }
}
