//! What a double may compute.

use crate::core::error::{Error, Result};

/// An output, or a result of one.
#[diagnostic::on_unimplemented(
    message = "this double answers with `{O}`, not with `{Self}`",
    label = "computes another type than the function returns",
    note = "compute a `{O}`, or a `Result` of it with `genkit::Error`"
)]
pub trait Answer<O> {
    /// As a result.
    #[doc(hidden)]
    fn answer(self) -> Result<O>;
}

#[diagnostic::do_not_recommend]
impl<O> Answer<O> for O {
    fn answer(self) -> Result<O> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<O> Answer<O> for Result<O, Error> {
    fn answer(self) -> Result<O> {
        self
    }
}

/// A chunk, or what becomes one.
#[diagnostic::on_unimplemented(
    message = "this double streams `{C}`, not `{Self}`",
    label = "not a chunk of this action",
    note = "an action streams what the `T` of its parameter `Chunks<T>` is; without one it streams `NoChunk`, of which there is none"
)]
pub trait IntoChunk<C> {
    /// The chunk.
    #[doc(hidden)]
    fn into_chunk(self) -> C;
}

#[diagnostic::do_not_recommend]
impl<C, T: Into<C>> IntoChunk<C> for T {
    fn into_chunk(self) -> C {
        self.into()
    }
}
