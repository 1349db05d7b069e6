//! Every recorded stream, cut at every byte.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

#[path = "../tests/witness/interactions.rs"]
mod interactions;
#[path = "../tests/witness/plugin.rs"]
mod plugin;
#[path = "../tests/witness/recorded.rs"]
mod recorded;

use crate::{GoogleAi, VertexAi};
use provider_tests::Cuts;

#[test]
fn a_recorded_stream_may_end_at_any_byte() {
    let Some(streams) = provider_tests::shared().map(|_| recorded::streams()) else { return };
    let cuts =
        Cuts { package: "genkit-google-genai", plugin: plugin::plugin, outline: recorded::outline, streams };
    cuts.every(|cut| match cut.recorded.action.as_str() {
        interactions::AGENT => crate::interaction::cut(cut),
        _ => crate::gemini::cut(cut),
    });
}
