//! Transports for tests: one that follows a script, one that records and replays, one that fails.

mod cassette;
mod compare;
mod faults;
mod reply;
mod script;

pub use cassette::Cassette;
pub use faults::HttpFaults;
pub use reply::HttpReply;
pub use script::HttpScript;
