//! Asking a model, and running the tools it asks for.

mod action;
mod ask;
#[cfg(feature = "prompts")]
mod base;
mod check;
mod deadline;
mod defaults;
mod driver;
mod interrupt;
mod layers;
mod options;
mod prepare;
mod resolve;
mod response;
mod resume;
mod round;
mod seal;
mod spans;
mod state;
mod stream;
mod tools;
mod turns;
mod wire;

use std::sync::LazyLock;

#[cfg(feature = "prompts")]
pub(crate) use base::{Base, History, Rendered, inside};
pub use defaults::{Deadlines, GenerateDefaults, IntoModel};
pub use interrupt::Interrupt;
pub(crate) use layers::ModelBody;
pub use options::Generate;
pub use response::{GenerateOutput, GenerateResponse};
pub(crate) use seal::seals_hold;
pub use state::{GenerateState, ToolErrors};
pub use stream::{GenerateStream, Partial};
pub use wire::{GenerateOptions, Instructions, OutputOptions, Resume};

/// A model's function as the runtime calls it.
type ModelCall = crate::core::action::Callable<
    crate::ai::model::ModelRequest,
    crate::ai::model::ModelResponse,
    crate::ai::model::ModelResponseChunk,
>;

/// Seals interrupts where the application gives no key: with one of this process.
fn process_sealer() -> &'static seal::Sealer {
    static SEALER: LazyLock<seal::Sealer> = LazyLock::new(seal::Sealer::random);
    &SEALER
}
