//! The plugin against its witnesses.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod differences;
mod plugin;
mod recorded;

use std::process::ExitCode;

use genkit_ollama::Ollama;
use provider_tests::{Faults, Framing, Provider};

fn main() -> ExitCode {
    provider_tests::main(Provider {
        package: "genkit-ollama",
        wire: &["ollama"],
        plugin: plugin::plugin,
        differences: differences::ALL,
        streams: recorded::streams,
        outline: recorded::outline,
        answers: recorded::answers,
        faults: Faults {
            folder: "ollama",
            action: recorded::MODEL,
            stream: concat!(
                "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"Héllo\"},\"done\":false}\n",
                "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\" wörld\"},\"done\":false}\n",
                "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":1,\"eval_count\":2}\n",
            ),
            framing: Framing::Lines,
            unknown_event: "{\"novelty\":[1,2]}",
            error_event: ("{\"error\":\"model runner has unexpectedly stopped\"}", "INTERNAL"),
            refusal: "{\"error\":\"slow down\"}",
        },
        more: Vec::new,
    })
}
