//! Models that say what the test wants.

mod echo;
mod recorder;
mod reply;
mod script;
mod test_model;

pub(super) use recorder::Recorder;
pub use reply::{Reply, reply};
pub(super) use script::Script;
pub use test_model::{TestModel, echo, scripted, static_model};
