//! The plugins against their witnesses.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod differences;
#[cfg(feature = "live")]
mod emulator;
mod interactions;
mod plugin;
mod recorded;
#[cfg(feature = "live")]
mod sdk;

use std::process::ExitCode;

use genkit_google_genai::{GoogleAi, VertexAi};
use provider_tests::{Faults, Framing, Provider};

fn main() -> ExitCode {
    provider_tests::main(Provider {
        package: "genkit-google-genai",
        wire: &["googleai", "vertexai"],
        plugin: plugin::plugin,
        differences: differences::ALL,
        streams: recorded::streams,
        outline: recorded::outline,
        answers: recorded::answers,
        faults: Faults {
            folder: "googleai",
            action: "/model/googleai/gemini-2.5-flash",
            stream: concat!(
                "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Héllo\"}]}}]}\n\n",
                "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\" wörld\"}]}}]}\n\n",
                "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"!\"}]},\"finishReason\":\"STOP\"}],",
                "\"usageMetadata\":{\"promptTokenCount\":1,\"candidatesTokenCount\":2}}\n\n",
            ),
            framing: Framing::Sse,
            unknown_event: "data: {\"novelty\":[1,2]}",
            error_event: (
                "data: {\"error\":{\"code\":503,\"message\":\"overloaded\",\"status\":\"UNAVAILABLE\"}}",
                "UNAVAILABLE",
            ),
            refusal: "{\"error\":{\"code\":429,\"message\":\"slow down\",\"status\":\"RESOURCE_EXHAUSTED\"}}",
        },
        more,
    })
}

/// Where builds go, and what the tests install.
#[cfg(feature = "live")]
fn target() -> std::path::PathBuf {
    let beside = || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(beside, Into::into)
}

#[cfg(feature = "live")]
fn more() -> Vec<libtest_mimic::Trial> {
    emulator::trials().into_iter().chain(sdk::trials()).collect()
}

#[cfg(not(feature = "live"))]
fn more() -> Vec<libtest_mimic::Trial> {
    Vec::new()
}
