//! Recorded interactions, and what they amount to.

use provider_tests::fixtures::{as_events, texts};
use provider_tests::{Outline, Recorded};
use serde_json::{Value, json};

/// What is recorded was asked of a model; an agent's stream is read the same way.
pub(super) const AGENT: &str = "/model/googleai/antigravity-preview-05-2026";
const FOLDER: &str = "vercel-ai/packages/google/src/interactions/__fixtures__";

pub(super) fn streams() -> Vec<Recorded> {
    let recorded = |(name, text): (String, String)| {
        Recorded::new(name, "googleai", AGENT, as_events(&text, false, "data: [DONE]\n\n"))
    };
    texts(FOLDER, ".chunks.txt").into_iter().map(recorded).collect()
}

pub(super) fn answers() -> Vec<(String, String, Value)> {
    let whole = |(name, text): (String, String)| {
        let answer: Value = serde_json::from_str(&text).ok()?;
        answer["steps"].is_array().then(|| (name, AGENT.to_owned(), answer))
    };
    texts(FOLDER, ".json").into_iter().filter_map(whole).collect()
}

/// What pieces, or one whole interaction, amount to; `None` for what is none.
pub(super) fn outline(events: &[Value]) -> Option<Outline> {
    let mut outline = Outline::default();
    let mut arguments = String::new();
    let mut ended = false;
    let whole = events.first().filter(|event| event["steps"].is_array());
    for event in events.iter().filter(|event| event["event_type"].is_string()) {
        let (step, delta) = (&event["step"], &event["delta"]);
        outline.text += delta["text"].as_str().unwrap_or_default();
        outline.reasoning += delta["content"]["text"].as_str().unwrap_or_default();
        arguments += delta["arguments"].as_str().unwrap_or_default();
        if step["type"] == "function_call" {
            outline.calls.push((step["name"].as_str().unwrap_or_default().to_owned(), json!({})));
        }
        if event["event_type"] == "step.stop" && !arguments.is_empty() {
            let last = outline.calls.last_mut().expect("a call");
            last.1 = serde_json::from_str(&std::mem::take(&mut arguments)).expect("JSON");
        }
        ended |= event["event_type"] == "interaction.completed";
        usage(&mut outline, &event["interaction"]["usage"]);
    }
    for step in whole.into_iter().flat_map(|answer| answer["steps"].as_array().into_iter().flatten()) {
        let texts = |name: &str| {
            let all = step[name].as_array().into_iter().flatten();
            all.filter_map(|content| content["text"].as_str()).collect::<String>()
        };
        match step["type"].as_str().unwrap_or_default() {
            "model_output" => outline.text += &texts("content"),
            "thought" => outline.reasoning += &texts("summary"),
            "function_call" => {
                let name = step["name"].as_str().unwrap_or_default().to_owned();
                outline.calls.push((name, step["arguments"].clone()));
            }
            _ => {}
        }
    }
    if let Some(answer) = whole {
        usage(&mut outline, &answer["usage"]);
    }
    outline.fails = !ended && whole.is_none();
    let is = whole.is_some() || events.iter().any(|event| event["event_type"].is_string());
    is.then_some(outline)
}

fn usage(outline: &mut Outline, told: &Value) {
    if told.is_object() {
        outline.usage = (told["total_input_tokens"].as_f64(), told["total_output_tokens"].as_f64());
    }
}
