//! The handles of background models, and what they allow.

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
    /// The configuration that it takes.
    type Config;
    /// True if its operations can be cancelled.
    const CANCELS: bool;

    /// Asks how an operation stands.
    fn check(operation: Operation, ctx: Ctx) -> BoxFuture<'static, Result<Operation>>;

    /// Stops an operation.
    #[must_use]
    fn cancel(operation: Operation, ctx: Ctx) -> BoxFuture<'static, Result<Operation>> {
        let _ = (operation, ctx);
        Box::pin(std::future::ready(Err(no_cancel(Self::DEF.name()))))
    }
}

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
