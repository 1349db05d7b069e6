//! What multipart tools return.

use super::ToolOutput;

/// What a multipart tool returns.
#[diagnostic::on_unimplemented(
    message = "a multipart tool returns `ToolOutput`, not `{Self}`",
    label = "not `ToolOutput`",
    note = "return `genkit::ToolOutput`, which has parts beside the output, or remove `multipart`"
)]
pub trait MultipartOutput {}

impl MultipartOutput for ToolOutput {}

/// Proves that a type is what multipart tools return.
pub const fn assert_multipart<T: MultipartOutput>() {}
