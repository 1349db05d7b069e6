//! The plugin against its witnesses.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod differences;
mod plugin;
mod recorded;
mod round;

use std::process::ExitCode;

use genkit_anthropic::Anthropic;
use provider_tests::{Faults, Framing, Provider};

fn main() -> ExitCode {
    provider_tests::main(Provider {
        package: "genkit-anthropic",
        wire: &["anthropic"],
        plugin: plugin::plugin,
        differences: differences::ALL,
        streams: recorded::streams,
        outline: recorded::outline,
        answers: recorded::answers,
        faults: Faults {
            folder: "anthropic",
            action: recorded::MODEL,
            stream: concat!(
                "event: message_start\n",
                "data: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}\n\n",
                "event: content_block_start\n",
                "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
                "event: content_block_delta\n",
                "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Héllo\"}}\n\n",
                "event: content_block_delta\n",
                "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" wörld\"}}\n\n",
                "event: content_block_stop\n",
                "data: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
                "event: message_delta\n",
                "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}\n\n",
                "event: message_stop\n",
                "data: {\"type\":\"message_stop\"}\n\n",
            ),
            framing: Framing::Sse,
            unknown_event: "event: novelty\ndata: {\"type\":\"novelty\",\"news\":[1,2]}",
            error_event: (
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}",
                "UNAVAILABLE",
            ),
            refusal: "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow down\"}}",
        },
        more: round::trials,
    })
}
