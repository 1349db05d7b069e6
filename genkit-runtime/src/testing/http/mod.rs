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

use std::sync::Arc;

use crate::core::env::Env;
use crate::http::{Sends, Transport};
use crate::testing::TestGenkit;

impl Sends for TestGenkit {
    fn env(&self) -> &Env {
        (**self).env()
    }

    fn transport(&self) -> Option<Arc<dyn Transport>> {
        Sends::transport(&**self)
    }
}
