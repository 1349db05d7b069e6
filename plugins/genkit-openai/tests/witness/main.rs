//! The plugin against its witnesses.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "tests"
)]

mod differences;
mod own;
mod plugin;
mod real;
mod recorded;

use std::process::ExitCode;

use genkit_openai::OpenAi;
use provider_tests::{Faults, Framing, Provider};

fn main() -> ExitCode {
    provider_tests::main(Provider {
        package: "genkit-openai",
        wire: &["openai", "deepseek", "xai"],
        plugin: plugin::plugin,
        differences: differences::ALL,
        streams: recorded::streams,
        outline: recorded::outline,
        answers: recorded::answers,
        faults: Faults {
            folder: "openai",
            action: "/model/openai/gpt-4o",
            stream: concat!(
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Héllo\"}}]}\n\n",
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" wörld\"},\"finish_reason\":\"stop\"}]}\n\n",
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n",
                "data: [DONE]\n\n",
            ),
            framing: Framing::Sse,
            unknown_event: "event: novelty\ndata: {\"novelty\":[1,2]}",
            error_event: (
                "data: {\"error\":{\"message\":\"overloaded\",\"type\":\"overloaded_error\"}}",
                "UNAVAILABLE",
            ),
            refusal: "{\"error\":{\"message\":\"slow down\",\"type\":\"requests\",\"code\":\"rate_limit_exceeded\"}}",
        },
        more: own::trials,
    })
}
