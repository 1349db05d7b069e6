//! What a test sees of traces, and what it expects of them.

mod diff;
mod memory;
mod node;
mod read;
mod recorded;

pub use memory::MemoryTraces;
pub use recorded::Trace;
