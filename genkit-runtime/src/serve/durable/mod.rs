//! Streams that outlive their connection, over HTTP.

mod replay;
mod run;

pub(super) use replay::Replay;
pub(super) use run::{lines, start};
