//! Streams and answers, and what they amount to. Nobody has recorded a server of this kind: they are those of the wire
//! cases, and some written as the server's documentation has them.

use provider_tests::{Framing, Outline, Recorded, shared};
use serde_json::{Value, json};

pub(super) const MODEL: &str = "/model/ollama/llama3";

/// Thoughts, text in many letters, and two calls.
fn written() -> Vec<(&'static str, &'static str, Vec<Value>)> {
    let said = |content: &str| json!({"model": "m", "message": {"role": "assistant", "content": content}, "done": false});
    let thought = |thinking: &str| json!({"model": "m", "message": {"role": "assistant", "content": "", "thinking": thinking}, "done": false});
    let call = |id: &str, city: &str| {
        let function = json!({"index": 0, "name": "weather", "arguments": {"city": city, "days": [1, 2]}});
        json!({
            "model": "m", "done": false,
            "message": {"role": "assistant", "content": "", "tool_calls": [{"id": id, "function": function}]},
        })
    };
    let end = |reason: &str| {
        json!({
            "model": "m", "message": {"role": "assistant", "content": ""}, "done": true, "done_reason": reason,
            "total_duration": 1000, "prompt_eval_count": 12, "eval_count": 34,
        })
    };
    vec![
        (
            "thinking",
            MODEL,
            vec![
                thought("Hm, "),
                thought("żółw?"),
                said("Æ "),
                said("\u{1f422}"),
                said("\n\"quoted\""),
                end("stop"),
            ],
        ),
        (
            "thoughts in the text",
            MODEL,
            vec![
                said("<thi"),
                said("nk>\nHm, 1 < 2"),
                said(" or żółw?\n</"),
                said("think>\n\n"),
                said("Æ </think>"),
                end("stop"),
            ],
        ),
        (
            "tools",
            MODEL,
            vec![said("Let me look."), call("call_1", "Oslo"), call("call_2", "Łódź"), end("stop")],
        ),
        ("length", MODEL, vec![said("Once upon"), end("length")]),
        (
            "completion",
            "/model/ollama/gen",
            vec![
                json!({"model": "m", "response": "Once", "done": false}),
                json!({"model": "m", "response": " upon", "done": false}),
                json!({"model": "m", "response": "", "done": true, "done_reason": "stop", "eval_count": 2}),
            ],
        ),
    ]
}

pub(super) fn streams() -> Vec<Recorded> {
    let recorded = |name: &str, action: &str, lines: &[Value]| {
        let body: String = lines.iter().map(|line| format!("{line}\n")).collect();
        Recorded { framing: Framing::Lines, ..Recorded::new(name, "ollama", action, body) }
    };
    let mut streams: Vec<Recorded> =
        written().iter().map(|(name, action, lines)| recorded(name, action, lines)).collect();
    for case in cases() {
        if let Some(lines) = case["reply"]["ndjson"].as_array() {
            streams.push(recorded(case["id"].as_str().unwrap(), MODEL, lines));
        }
    }
    streams
}

pub(super) fn answers() -> Vec<(String, String, Value)> {
    let told = cases().into_iter().filter(|case| case["reply"]["json"]["done"] == true);
    let name = |case: &Value, of: &str| case[of].as_str().unwrap().to_owned();
    told.map(|case| (name(&case, "id"), name(&case, "action"), case["reply"]["json"].clone())).collect()
}

fn cases() -> Vec<Value> {
    let folder = shared().unwrap().join("wire/ollama");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()).collect()
}

/// What lines, or one whole answer, amount to.
pub(super) fn outline(lines: &[Value]) -> Outline {
    let mut outline = Outline { fails: true, ..Outline::default() };
    for line in lines {
        let message = &line["message"];
        outline.text += message["content"].as_str().or(line["response"].as_str()).unwrap_or_default();
        outline.reasoning += message["thinking"].as_str().unwrap_or_default();
        for call in message["tool_calls"].as_array().into_iter().flatten() {
            let name = call["function"]["name"].as_str().unwrap().to_owned();
            outline.calls.push((name, call["function"]["arguments"].clone()));
        }
        if line["done"] == true {
            outline.fails = false;
            outline.usage = (line["prompt_eval_count"].as_f64(), line["eval_count"].as_f64());
        }
    }
    if let Some((thought, text)) = outline.text.strip_prefix("<think>").and_then(|t| t.split_once("</think>"))
    {
        (outline.reasoning, outline.text) = (thought.trim().to_owned(), text.trim_start().to_owned());
    }
    outline
}
