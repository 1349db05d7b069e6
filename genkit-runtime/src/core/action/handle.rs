//! Handles: the types that macros make, each of which stands for one action.

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ActionDef, Arguments};
use crate::core::BoxFuture;
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::stream::{Chunks, Inputs};

/// What can be read from and written as JSON, as inputs must be: every
/// `Serialize + DeserializeOwned + JsonSchema + Send + 'static`.
///
/// serde's and schemars' traits are not supertraits, but bounds of the type itself under another name: the compiler
/// looks at supertraits one by one, and would tell of a type without derives in three errors, in words of others.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the input of an action",
    label = "not an action input",
    note = "an input, and each parameter of a tool, is read from JSON, written as JSON and described by a schema: `#[derive(Serialize, Deserialize, JsonSchema)]`"
)]
pub trait ActionInput: Send + 'static {
    /// The type itself.
    #[doc(hidden)]
    type Data: Serialize + DeserializeOwned + JsonSchema;
    #[doc(hidden)]
    fn data(&self) -> &Self::Data;
    #[doc(hidden)]
    fn from_data(data: Self::Data) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + JsonSchema + Send + 'static> ActionInput for T {
    type Data = T;

    fn data(&self) -> &T {
        self
    }

    fn from_data(data: T) -> T {
        data
    }
}

/// What can be written as JSON, as outputs must be: every `Serialize + JsonSchema + Send + 'static`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the output of an action",
    label = "not an action output",
    note = "an output is written as JSON and described by a schema: `#[derive(Serialize, JsonSchema)]`"
)]
pub trait ActionOutput: Send + 'static {
    /// The type itself.
    #[doc(hidden)]
    type Data: Serialize + JsonSchema;
    #[doc(hidden)]
    fn data(&self) -> &Self::Data;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema + Send + 'static> ActionOutput for T {
    type Data = T;

    fn data(&self) -> &T {
        self
    }
}

/// What can be streamed as JSON: every `Serialize + JsonSchema + Send + 'static`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a chunk of a stream",
    label = "not a chunk",
    note = "a chunk is written as JSON and described by a schema: `#[derive(Serialize, JsonSchema)]`"
)]
pub trait ActionChunk: Send + 'static {
    /// The type itself.
    #[doc(hidden)]
    type Data: Serialize + JsonSchema;
    #[doc(hidden)]
    fn data(&self) -> &Self::Data;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema + Send + 'static> ActionChunk for T {
    type Data = T;

    fn data(&self) -> &T {
        self
    }
}

/// The result types a function may return, taken apart.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `Result`",
    label = "a type whose name ends in `Result` must be one",
    note = "return `Result<T>`, `Result<T, E>`, an alias of it, or the plain output type under another name"
)]
#[doc(hidden)]
pub trait Fallible {
    /// The type of success.
    type Ok;
    /// The type of failure.
    type Err;
    /// Itself.
    fn into_result(self) -> std::result::Result<Self::Ok, Self::Err>;
}

impl<T, E> Fallible for std::result::Result<T, E> {
    type Ok = T;
    type Err = E;

    fn into_result(self) -> std::result::Result<T, E> {
        self
    }
}

/// An action declared by a macro: the struct that has the name of the function, in the namespace of types.
///
/// Implemented by the macros only. What can be said of all handles: `ai.run::<handle>(input)`,
/// `ai.stream::<handle>(input)`, `ai.double::<handle>()`, `actions![handle]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an action",
    label = "not the handle of an action",
    note = "a handle is made by `#[flow]`, `#[tool]`, `#[model]` and the like, and has the name of the function; a flow that takes `Inputs` is run with `ai.bidi::<handle>(..)`"
)]
pub trait Handle: Sized + 'static {
    /// What it takes.
    type Input: ActionInput;
    /// What it returns.
    type Output: ActionOutput;
    /// What it streams; [`NoChunk`](crate::NoChunk) if it does not.
    type Chunk: ActionChunk;
    /// The arguments as a tuple, one for each parameter.
    type Args: Arguments<Self::Input>;
    /// What is known before the program starts.
    const DEF: &'static ActionDef;

    /// Runs the function itself, with no trace and no double.
    fn call(
        input: Self::Input,
        ctx: Ctx,
        out: Chunks<Self::Chunk>,
    ) -> BoxFuture<'static, Result<Self::Output>>;
}

/// The handle of a flow.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a flow",
    label = "not the handle of a flow",
    note = "annotate the function with `#[flow]`"
)]
pub trait FlowHandle: Handle {}

/// The handle of a bidirectional flow: one that takes [`Inputs`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a bidirectional action",
    label = "not the handle of a bidirectional action",
    note = "a bidirectional flow takes a parameter of type `Inputs<T>`"
)]
pub trait BidiHandle: Sized + 'static {
    /// What starts it.
    type Init: ActionInput;
    /// What it takes while it runs.
    type Input: ActionInput;
    /// What it returns at the end.
    type Output: ActionOutput;
    /// What it streams.
    type Chunk: ActionChunk;
    /// What is known before the program starts.
    const DEF: &'static ActionDef;

    /// Runs the function itself.
    fn call(
        init: Self::Init,
        inputs: Inputs<Self::Input>,
        ctx: Ctx,
        out: Chunks<Self::Chunk>,
    ) -> BoxFuture<'static, Result<Self::Output>>;
}
