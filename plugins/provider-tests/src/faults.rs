//! What goes wrong on the way: each fault an error that says so, never a success, a hang or a panic.

use genkit::http::Transport;
use genkit::testing::{HttpReply, HttpScript, TestGenkit};
use genkit::{Error, Genkit, GenkitBuilder, RunOptions};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};
use std::time::Duration;

use crate::run::{AddPlugin, block, run};
use crate::{Faults, Framing};

type Check = fn(Faults, AddPlugin) -> Result<(), String>;

pub(crate) fn trials(faults: Faults, plugin: AddPlugin) -> Vec<Trial> {
    let checks: [(&str, Check); 9] = [
        ("an error event is an error with the answer so far", error_event),
        ("a page in place of a stream", page),
        ("a page in place of an answer", page_whole),
        ("unknown events are passed over", unknown),
        ("invalid UTF-8", invalid),
        ("the connection breaks", broken),
        ("silence ends at the deadline", stalled),
        ("429 with Retry-After", too_many),
        ("a slow trickle is no fault", trickle),
    ];
    let trial = |(name, check): (&str, Check)| {
        Trial::test(format!("fault::{name}"), move || check(faults, plugin).map_err(Failed::from))
    };
    checks.into_iter().map(trial).collect()
}

fn ask() -> Value {
    json!({"messages": [{"role": "user", "content": [{"text": "hi"}]}]})
}

impl Faults {
    fn reply(&self, body: impl Into<Vec<u8>>) -> HttpReply {
        let body: Vec<u8> = body.into();
        match self.framing {
            Framing::Sse => HttpReply::sse(body),
            Framing::Lines => HttpReply::new(body).header("content-type", "application/x-ndjson"),
        }
    }

    fn play(&self, plugin: AddPlugin, reply: HttpReply) -> (Vec<Value>, Result<Value, Error>) {
        let ran = block(run(plugin, self.folder, self.action, ask(), true, vec![reply]));
        (ran.chunks, ran.result)
    }

    /// The stream with something behind its first event.
    fn with(&self, event: &[u8]) -> Vec<u8> {
        let mark = if self.framing == Framing::Sse { "\n\n" } else { "\n" };
        let (first, rest) = self.stream.split_once(mark).unwrap();
        [first.as_bytes(), mark.as_bytes(), event, mark.as_bytes(), rest.as_bytes()].concat()
    }

    fn text(&self, plugin: AddPlugin) -> String {
        let (_, result) = self.play(plugin, self.reply(self.stream));
        text(&result.unwrap())
    }
}

fn text(response: &Value) -> String {
    let parts = response.pointer("/message/content").and_then(Value::as_array).into_iter().flatten();
    parts.filter_map(|part| part["text"].as_str()).collect()
}

fn fails_with(result: Result<Value, Error>, status: &str) -> Result<Error, String> {
    match result {
        Err(error) if error.status().name() == status => Ok(error),
        Err(error) => Err(format!("expected {status}, is {error:?}")),
        Ok(response) => Err(format!("expected {status}, is {response}")),
    }
}

fn error_event(faults: Faults, plugin: AddPlugin) -> Result<(), String> {
    let (event, status) = faults.error_event;
    let (_, result) = faults.play(plugin, faults.reply(faults.with(event.as_bytes())));
    let error = fails_with(result, status)?;
    error.partial().map(|_| ()).ok_or_else(|| format!("no partial: {error:?}"))
}

fn page(faults: Faults, plugin: AddPlugin) -> Result<(), String> {
    let reply = HttpReply::new("<html><body>Log in</body></html>").header("content-type", "text/html");
    let (_, result) = faults.play(plugin, reply);
    let error = fails_with(result, "INTERNAL")?;
    if error.message().contains("Log in") { Ok(()) } else { Err(error.to_string()) }
}

fn page_whole(faults: Faults, plugin: AddPlugin) -> Result<(), String> {
    let reply = HttpReply::new("<html><body>Log in</body></html>").header("content-type", "text/html");
    let ran = block(run(plugin, faults.folder, faults.action, ask(), false, vec![reply]));
    fails_with(ran.result, "INTERNAL").map(|_| ())
}

fn unknown(faults: Faults, plugin: AddPlugin) -> Result<(), String> {
    let (_, result) = faults.play(plugin, faults.reply(faults.with(faults.unknown_event.as_bytes())));
    let (is, expected) = (text(&result.map_err(|e| format!("{e:?}"))?), faults.text(plugin));
    if is == expected { Ok(()) } else { Err(format!("{is:?} is not {expected:?}")) }
}

fn invalid(faults: Faults, plugin: AddPlugin) -> Result<(), String> {
    let (_, result) = faults.play(plugin, faults.reply(faults.with(b"data: {\"x\": \"\xff\xfe\"}")));
    fails_with(result, "DATA_LOSS").map(|_| ())
}

fn broken(faults: Faults, plugin: AddPlugin) -> Result<(), String> {
    let half = faults.stream.len() / 2;
    let (_, result) = faults.play(plugin, faults.reply(faults.stream).cut_at(half).breaks());
    let error = fails_with(result, "UNAVAILABLE")?;
    error.partial().map(|_| ()).ok_or_else(|| format!("no partial: {error:?}"))
}

fn stalled(faults: Faults, plugin: AddPlugin) -> Result<(), String> {
    let half = faults.stream.len() / 2;
    let script = HttpScript::new([faults.reply(faults.stream).cut_at(half).stalls()]);
    let result = block(async {
        let ai = clocked(faults, plugin, script);
        let action = ai.action(faults.action).await.unwrap();
        let app: Genkit = (*ai).clone();
        let asked = tokio::spawn(async move {
            let mut run = action.stream_json(&app, ask(), RunOptions::new());
            while run.next().await.is_some_and(|chunk| chunk.is_ok()) {}
            run.output().await
        });
        ai.clock().advance(Duration::from_secs(3600)).await;
        asked.await.unwrap()
    });
    let error = fails_with(result, "DEADLINE_EXCEEDED")?;
    error.partial().map(|_| ()).ok_or_else(|| format!("no partial: {error:?}"))
}

fn clocked(faults: Faults, plugin: AddPlugin, transport: impl Transport) -> TestGenkit {
    let add = |app: GenkitBuilder| plugin(app.transport(transport), faults.folder, crate::case::BASE);
    TestGenkit::builder().app(add).build().unwrap()
}

fn too_many(faults: Faults, plugin: AddPlugin) -> Result<(), String> {
    let reply = HttpReply::new(faults.refusal)
        .status(429)
        .header("content-type", "application/json")
        .header("retry-after", "600")
        .header("x-request-id", "r1");
    let (chunks, result) = faults.play(plugin, reply);
    let error = fails_with(result, "RESOURCE_EXHAUSTED")?;
    if !chunks.is_empty() || error.retry_after() != Some(Duration::from_secs(600)) {
        return Err(format!("{:?} {error:?}", error.retry_after()));
    }
    Ok(())
}

fn trickle(faults: Faults, plugin: AddPlugin) -> Result<(), String> {
    let (_, result) = faults.play(plugin, faults.reply(faults.stream).pieces_of(1));
    let is = text(&result.map_err(|e| format!("{e:?}"))?);
    if is == faults.text(plugin) { Ok(()) } else { Err(is) }
}
