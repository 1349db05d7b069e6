//! What Genkit hands over to a function besides its input. The macros know it by the names of the types only, which is
//! proven here.

use crate::core::ctx::Ctx;
use crate::core::stream::{Chunks, Inputs};

/// The context of a run.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not `genkit::Ctx`",
    label = "expected `genkit::Ctx`",
    note = "a parameter named or marked like this is handed over by Genkit: give a type of your own another name"
)]
pub trait IsCtx {
    /// As what it is.
    fn is(ctx: Ctx) -> Self;
}

#[diagnostic::do_not_recommend]
impl IsCtx for Ctx {
    fn is(ctx: Ctx) -> Self {
        ctx
    }
}

/// The context of a run, for a parameter of this type.
#[must_use]
pub fn given_ctx<P: IsCtx>(ctx: Ctx) -> P {
    P::is(ctx)
}

/// Where a run sends its chunks.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not `genkit::Chunks<{C}>`",
    label = "expected `genkit::Chunks<{C}>`",
    note = "a parameter of a type with this name is handed over by Genkit: give a type of your own another name"
)]
pub trait IsChunks<C> {
    /// As what it is.
    fn is(chunks: Chunks<C>) -> Self;
}

#[diagnostic::do_not_recommend]
impl<C> IsChunks<C> for Chunks<C> {
    fn is(chunks: Self) -> Self {
        chunks
    }
}

/// Where a run sends its chunks, for a parameter of this type.
#[must_use]
pub fn given_chunks<P: IsChunks<C>, C>(chunks: Chunks<C>) -> P {
    P::is(chunks)
}

/// The inputs of a bidirectional run.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not `genkit::Inputs<{T}>`",
    label = "expected `genkit::Inputs<{T}>`",
    note = "a parameter of a type with this name is handed over by Genkit: give a type of your own another name"
)]
pub trait IsInputs<T> {
    /// As what they are.
    fn is(inputs: Inputs<T>) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T> IsInputs<T> for Inputs<T> {
    fn is(inputs: Self) -> Self {
        inputs
    }
}

/// The inputs of a bidirectional run, for a parameter of this type.
#[must_use]
pub fn given_inputs<P: IsInputs<T>, T>(inputs: Inputs<T>) -> P {
    P::is(inputs)
}

/// What is streamed, where the type does not spell it.
pub trait Streams {
    /// The `T` of `Chunks<T>` or `Inputs<T>`.
    type Item;
}

impl<C> Streams for Chunks<C> {
    type Item = C;
}

impl<T> Streams for Inputs<T> {
    type Item = T;
}
