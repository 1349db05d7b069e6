//! The handles of background models, and what they allow.

use serde_json::Value;

use super::Operation;
use crate::core::BoxFuture;
use crate::core::action::Handle;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};

/// The handle of a background model: one that answers with an operation.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a background model",
    label = "not the handle of a background model",
    note = "annotate the function with `#[background_model(check = ..)]`"
)]
pub trait BackgroundModelHandle: Handle<Output = Operation> {
    /// The request that its function takes, with its configuration.
    type Request: HasConfig<Self::Input>;
    /// What its function returns.
    type Returned: BackgroundOutput;
    /// Asks how an operation stands.
    const CHECK: OperationFn;
    /// Stops an operation; `None` if its operations cannot be cancelled.
    const CANCEL: Option<OperationFn> = None;
}

/// The request of a model with its configuration, made of one whose configuration is not read yet.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a model takes a `ModelRequest`, not a `{Self}`",
    label = "not a `ModelRequest`",
    note = "write `ModelRequest` or, with a typed configuration, `ModelRequest<MyConfig>`"
)]
pub trait HasConfig<I>: Sized {
    /// Reads the configuration as the type that the model takes.
    fn read(request: I) -> Result<Self>;
    /// The schema of the configuration, if there is something to say.
    fn schema() -> Option<Value>;
}

/// What the function of a background model returns.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a background model does not return `{Self}`",
    label = "another output",
    note = "return `Result<Operation>`: the work goes on when the function is done"
)]
pub trait BackgroundOutput: Sized + 'static {
    /// As the kind has it.
    fn output(self) -> Operation;
}

#[diagnostic::do_not_recommend]
impl BackgroundOutput for Operation {
    fn output(self) -> Operation {
        self
    }
}

/// A function that checks or cancels operations.
pub type OperationFn = fn(Operation, Ctx) -> BoxFuture<'static, Result<Operation>>;

/// A background model whose operations can be cancelled.
#[diagnostic::on_unimplemented(
    message = "operations of `{Self}` cannot be cancelled",
    label = "declares no `cancel`",
    note = "name a function in the attribute: `#[background_model(check = .., cancel = ..)]`"
)]
pub trait SupportsCancel: BackgroundModelHandle {}

pub(crate) fn no_cancel(name: &str) -> Error {
    Error::unavailable(format!("{name} does not support cancellation."))
}
