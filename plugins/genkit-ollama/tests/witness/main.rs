//! The plugin against its witnesses.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod differences;
mod own;

use std::process::ExitCode;

use genkit::GenkitBuilder;
use genkit::http::Retries;
use genkit_ollama::Ollama;
use provider_tests::{Faults, Framing, Outline, Provider, Recorded};
use serde_json::Value;

const MODEL: &str = "/model/ollama/llama3";

/// In the form that the server's documentation shows: there is no recorded traffic.
const STREAM: &str = concat!(
    "{\"model\":\"m\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\",\"content\":\"H\u{e9}llo\"},\"done\":false}\n",
    "{\"model\":\"m\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\",\"content\":\" w\u{f6}rld\"},\"done\":false}\n",
    "{\"model\":\"m\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":3,\"eval_count\":2}\n",
);

const THINKING: &str = concat!(
    "{\"message\":{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"hm\"},\"done\":false}\n",
    "{\"message\":{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"m\"},\"done\":false}\n",
    "{\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"weather\",\"arguments\":{\"city\":\"Oslo\"}}}]},\"done\":false}\n",
    "{\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"eval_count\":2}",
);

fn main() -> ExitCode {
    provider_tests::main(Provider {
        package: "genkit-ollama",
        wire: &["ollama"],
        plugin,
        differences: differences::ALL,
        streams,
        outline,
        answers: Vec::new,
        faults: Faults {
            folder: "ollama",
            action: MODEL,
            stream: STREAM,
            framing: Framing::Lines,
            unknown_event: "{\"novelty\":[1,2],\"done\":false}",
            error_event: ("{\"error\":\"out of memory\"}", "UNKNOWN"),
            refusal: "{\"error\":\"slow down\"}",
        },
        more: own::trials,
    })
}

fn plugin(app: GenkitBuilder, _folder: &str, base: &str) -> GenkitBuilder {
    app.plugin(Ollama::at(base).generate_model("gen").retries(Retries::none()))
}

fn streams() -> Vec<Recorded> {
    let lines = |name: &str, text: &str| Recorded {
        framing: Framing::Lines,
        ..Recorded::new(name, "ollama", MODEL, text)
    };
    vec![lines("text", STREAM), lines("thoughts and a tool, no last line end", THINKING)]
}

/// What lines amount to.
fn outline(lines: &[Value]) -> Outline {
    let mut outline = Outline::default();
    for line in lines {
        let said = &line["message"];
        outline.text += said["content"].as_str().unwrap_or_default();
        outline.reasoning += said["thinking"].as_str().unwrap_or_default();
        for call in said["tool_calls"].as_array().into_iter().flatten() {
            let function = &call["function"];
            outline
                .calls
                .push((function["name"].as_str().unwrap().to_owned(), function["arguments"].clone()));
        }
        if line["done"] == true {
            outline.usage = (line["prompt_eval_count"].as_f64(), line["eval_count"].as_f64());
        }
    }
    outline
}
