//! Recorded streams: whole, a byte at a time, and with other ends of lines.

use genkit::testing::HttpReply;
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

use crate::Provider;
use crate::run::{AddPlugin, Ran, Stage, block, run};

/// How a stream is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events.
    Sse,
    /// A line of JSON each.
    Lines,
}

/// A recorded stream.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// What it is called.
    pub name: String,
    /// The folder of `wire` whose plugin reads it.
    pub folder: &'static str,
    /// The key of the model.
    pub action: String,
    /// What the model is asked.
    pub request: Value,
    /// The bytes.
    pub body: String,
    /// How they are framed.
    pub framing: Framing,
}

impl Recorded {
    /// A stream that answers `hi`.
    #[must_use]
    pub fn new(name: impl Into<String>, folder: &'static str, action: &str, body: impl Into<String>) -> Self {
        let request = json!({"messages": [{"role": "user", "content": [{"text": "hi"}]}]});
        let (name, body) = (name.into(), body.into());
        Self { name, folder, action: action.to_owned(), request, body, framing: Framing::Sse }
    }
}

/// What a stream amounts to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    /// All its text.
    pub text: String,
    /// All its thoughts.
    pub reasoning: String,
    /// The tools asked for, with their input.
    pub calls: Vec<(String, Value)>,
    /// Tokens of the request and of the answer, where told.
    pub usage: (Option<f64>, Option<f64>),
    /// True if the provider tells an error.
    pub fails: bool,
}

pub(crate) fn trials(provider: &Provider) -> Vec<Trial> {
    let mut trials = Vec::new();
    for recorded in (provider.streams)() {
        let (plugin, outline) = (provider.plugin, provider.outline);
        trials.push(Trial::test(format!("stream::{}", recorded.name), move || {
            block(check(plugin, outline, &recorded)).map_err(Failed::from)
        }));
    }
    for (name, action, body) in (provider.answers)() {
        let (plugin, outline, folder) = (provider.plugin, provider.outline, provider.faults.folder);
        trials.push(Trial::test(format!("answer::{name}"), move || {
            block(answer(plugin, outline, folder, &action, &body)).map_err(Failed::from)
        }));
    }
    trials
}

async fn answer(
    plugin: AddPlugin,
    outline: fn(&[Value]) -> Outline,
    folder: &str,
    action: &str,
    body: &Value,
) -> Result<(), String> {
    let request = json!({"messages": [{"role": "user", "content": [{"text": "hi"}]}]});
    let ran = run(plugin, folder, action, request, false, vec![HttpReply::json(body)]).await;
    same(&outline(std::slice::from_ref(body)), &ran)
}

async fn check(
    plugin: AddPlugin,
    outline: fn(&[Value]) -> Outline,
    recorded: &Recorded,
) -> Result<(), String> {
    let stage = Stage::new(plugin, recorded.folder).await;
    let play = async |reply: HttpReply| {
        let reply = reply.header("content-type", content_type(recorded.framing));
        stage.run(&recorded.action, recorded.request.clone(), true, vec![reply]).await
    };
    let expected = outline(&events(&recorded.body, recorded.framing));
    let whole = play(HttpReply::new(recorded.body.clone())).await;
    same(&expected, &whole)?;
    for (how, reply) in [
        ("a byte at a time", HttpReply::new(recorded.body.clone()).pieces_of(1)),
        ("seven bytes at a time", HttpReply::new(recorded.body.clone()).pieces_of(7)),
        ("with CRLF", HttpReply::new(recorded.body.replace('\n', "\r\n")).pieces_of(5)),
    ] {
        let ran = play(reply).await;
        alike(&whole, &ran).map_err(|e| format!("{how}: {e}"))?;
    }
    Ok(())
}

pub(crate) fn content_type(framing: Framing) -> &'static str {
    match framing {
        Framing::Sse => "text/event-stream",
        Framing::Lines => "application/x-ndjson",
    }
}

pub(crate) fn events(body: &str, framing: Framing) -> Vec<Value> {
    let lines = body.lines().filter_map(|line| match framing {
        Framing::Sse => line.strip_prefix("data:").map(str::trim),
        Framing::Lines => Some(line.trim()),
    });
    lines.filter_map(|line| serde_json::from_str(line).ok()).collect()
}

pub(crate) fn text_of_chunk(chunk: &Value) -> String {
    let parts = chunk["content"].as_array().into_iter().flatten();
    parts.filter_map(|part| part["text"].as_str()).collect()
}

/// The run gives what the events amount to.
fn same(expected: &Outline, ran: &Ran) -> Result<(), String> {
    let response = match (&ran.result, expected.fails) {
        (Err(_), true) => return Ok(()),
        (Err(error), false) => return Err(format!("failed: {error:?}")),
        (Ok(response), true) => return Err(format!("a wrong success: {response}")),
        (Ok(response), false) => response,
    };
    let parts: Vec<&Value> =
        response.pointer("/message/content").and_then(Value::as_array).into_iter().flatten().collect();
    let all = |name: &str| parts.iter().filter_map(|part| part[name].as_str()).collect::<String>();
    let calls = parts.iter().filter_map(|part| part.get("toolRequest"));
    let is = Outline {
        text: all("text"),
        reasoning: all("reasoning"),
        calls: calls
            .map(|call| (call["name"].as_str().unwrap_or_default().to_owned(), call["input"].clone()))
            .collect(),
        usage: (response["usage"]["inputTokens"].as_f64(), response["usage"]["outputTokens"].as_f64()),
        fails: false,
    };
    if is == *expected { Ok(()) } else { Err(format!("expected {expected:?}\nis {is:?}")) }
}

fn alike(whole: &Ran, ran: &Ran) -> Result<(), String> {
    match (&whole.result, &ran.result) {
        (Ok(a), Ok(b)) if a == b && whole.chunks == ran.chunks => Ok(()),
        (Ok(a), Ok(b)) => Err(format!("expected {a}\nis {b}")),
        (Err(a), Err(b)) if a.status() == b.status() && whole.chunks == ran.chunks => Ok(()),
        (_, Err(b)) => Err(format!("failed: {b:?}")),
        (Err(_), Ok(b)) => Err(format!("a wrong success: {b}")),
    }
}
