//! Streams that outlive their connection, over HTTP.

mod replay;
mod run;

use serde_json::Value;
use sha2::{Digest, Sha256};

pub(super) use replay::Replay;
pub(super) use run::{lines, start};

/// How long the ids are that clients are given.
const ID: usize = 36;

/// The name under which a stream is kept: who asked for it is part of it, so that nobody else finds it. `None` for what
/// is no id of ours: it could be the name of another's stream.
pub(super) fn name(id: &str, caller: Option<Value>) -> Option<String> {
    let own = (id.len() == ID).then(|| id.to_owned())?;
    let Some(caller) = caller else { return Some(own) };
    let digest = Sha256::digest(caller.to_string());
    Some(digest.iter().take(16).fold(own + "-", |name, byte| name + &format!("{byte:02x}")))
}
