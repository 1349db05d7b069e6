//! The plugin against an emulator that others wrote: npm `@copilotkit/aimock`, in `target/npm` or where `GENKIT_AIMOCK`
//! points (its `dist/cli.js`).

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use genkit::http::Retries;
use genkit::prelude::*;
use genkit::{BoxFuture, ModelRef};
use genkit_google_genai::{GoogleAi, Live, google_ai};
use libtest_mimic::{Failed, Trial};
use serde_json::json;

use crate::sdk::find;

type Check = fn(Genkit) -> BoxFuture<'static, Result<()>>;

pub(super) fn trials() -> Vec<Trial> {
    let Some(cli) = cli() else {
        let name = "emulator: absent; npm install --prefix target/npm @copilotkit/aimock";
        return vec![Trial::test(name, || Ok(())).with_ignored_flag(true)];
    };
    let checks: [(&str, Check); 7] = [
        ("text and stream", |ai| Box::pin(text(ai))),
        ("interactions stream", |ai| Box::pin(interaction(ai))),
        ("live, text", |ai| Box::pin(live_text(ai))),
        ("live, a tool call", |ai| Box::pin(tool_call(ai))),
        ("live, sound in and out", |ai| Box::pin(sound(ai))),
        ("live, sound that is refused", |ai| Box::pin(refused(ai))),
        ("live, a dropped socket", |ai| Box::pin(dropped(ai))),
    ];
    let trial = |(at, (name, check)): (usize, (&str, Check))| {
        let cli = cli.clone();
        Trial::test(format!("emulator::{name}"), move || talk(&cli, at, check).map_err(Failed::from))
    };
    checks.into_iter().enumerate().map(trial).collect()
}

fn cli() -> Option<PathBuf> {
    let beside = crate::target().join("npm/node_modules/@copilotkit/aimock/dist/cli.js");
    let cli = std::env::var_os("GENKIT_AIMOCK").map_or(beside, PathBuf::from);
    let node = Command::new("node").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    (cli.is_file() && node.is_ok_and(|status| status.success())).then_some(cli)
}

/// The emulator, as long as it is held.
struct Emulator {
    process: Child,
    base: String,
    fixtures: PathBuf,
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_file(&self.fixtures);
    }
}

fn start(cli: &Path, number: usize) -> Result<Emulator, String> {
    let name = format!("genkit-aimock-{}-{number}.json", std::process::id());
    let fixtures = std::env::temp_dir().join(name);
    let told = json!({"fixtures": [
        {"match": {"userMessage": "Soup?", "turnIndex": 1}, "response": {"content": "There is soup."}},
        {"match": {"userMessage": "Soup?", "turnIndex": 0},
         "response": {"toolCalls": [{"name": "find", "arguments": "{\"dish\":\"soup\"}"}]}},
        {"match": {"userMessage": "What is said?"},
         "response": {"audio": {"b64Json": "UklGRg==", "contentType": "audio/wav"}, "content": "A word."}},
        {"match": {"userMessage": "A long story"}, "response": {"content": "Once upon a time, and so on"},
         "chunkSize": 9, "truncateAfterChunks": 1},
        {"match": {"userMessage": "hello"}, "response": {"content": "Good day, what may it be?"}},
    ]});
    std::fs::write(&fixtures, told.to_string()).map_err(|e| e.to_string())?;
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).map_err(|e| e.to_string())?.port();
    let process = Command::new("node")
        .arg(cli)
        .args(["-p", &port.to_string(), "-f"])
        .arg(&fixtures)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| e.to_string())?;
    let emulator = Emulator { process, base: format!("http://127.0.0.1:{port}"), fixtures };
    for _ in 0..300 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok(emulator);
        }
        // A process of its own: there is nothing to wait on but its port.
        std::thread::sleep(Duration::from_millis(100));
    }
    Err("the emulator did not begin to listen".to_owned())
}

fn talk(cli: &Path, number: usize, check: Check) -> Result<(), String> {
    let emulator = start(cli, number)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let checked = runtime.block_on(async {
        let google = GoogleAi::new("key").base_url(&emulator.base).retries(Retries::none());
        check(Genkit::builder().plugin(google).build().await?).await
    });
    checked.map_err(|e| format!("{e:?}"))
}

const GREETING: &str = "Good day, what may it be?";

async fn text(ai: Genkit) -> Result<()> {
    let model = || google_ai::gemini("gemini-2.5-flash");
    assert_eq!(ai.generate().model(model()).prompt("hello").await?.text(), GREETING);
    streamed(&ai, model().into()).await
}

async fn interaction(ai: Genkit) -> Result<()> {
    streamed(&ai, google_ai::antigravity("antigravity-preview-05-2026").into()).await
}

async fn streamed(ai: &Genkit, model: ModelRef) -> Result<()> {
    let mut stream = ai.generate().model(model).prompt("hello").stream();
    let mut text = String::new();
    while let Some(chunk) = stream.next().await {
        text += &chunk?.to_text();
    }
    assert_eq!(text, GREETING);
    assert_eq!(stream.response().await?.text(), GREETING);
    Ok(())
}

fn live() -> Live {
    google_ai::live("gemini-live-2.5-flash-preview")
}

async fn live_text(ai: Genkit) -> Result<()> {
    let talk = live().start(&ai).await?;
    talk.send_text("hello").await?;
    assert_eq!(talk.output().await?.message.expect("a message").text(), GREETING);
    Ok(())
}

async fn tool_call(ai: Genkit) -> Result<()> {
    let mut talk = live().tools(tools![find]).start(&ai).await?;
    talk.send_text("Soup?").await?;
    let (mut call, mut complete) = (None, false);
    // The emulator completes the turn of a call, which the API itself leaves open for the answer.
    while call.is_none() || !complete {
        let chunk = talk.next().await.expect("a chunk")?;
        call = call.or(chunk.tool_requests().next().cloned());
        complete |= chunk.turn_complete;
    }
    let call = call.expect("a call");
    assert_eq!((call.name.as_str(), &call.input), ("find", &Some(json!({"dish": "soup"}))));
    talk.run(&call).await?;
    assert_eq!(talk.output().await?.message.expect("a message").text(), "There is soup.");
    Ok(())
}

/// The emulator hears sound that is part of a turn.
async fn sound(ai: Genkit) -> Result<()> {
    let mut talk = live().start(&ai).await?;
    let sound = Part::media("audio/wav", "data:audio/wav;base64,UklGRg==");
    talk.send(Message::user([sound, Part::text("What is said?")])).await?;
    let chunk = talk.next().await.expect("a chunk")?;
    assert_eq!(chunk.media().expect("sound").url, "data:audio/wav;base64,UklGRg==");
    assert_eq!((chunk.text().as_str(), chunk.turn_complete), ("A word.", true));
    Ok(())
}

/// Sound as it comes the emulator does not know: that is an error of the status that it tells.
async fn refused(ai: Genkit) -> Result<()> {
    let talk = live().start(&ai).await?;
    talk.send_audio("audio/pcm;rate=16000", [0; 64]).await?;
    let error = talk.output().await.expect_err("an error frame");
    assert_eq!(error.status(), Status::InvalidArgument, "{error}");
    Ok(())
}

async fn dropped(ai: Genkit) -> Result<()> {
    let talk = live().start(&ai).await?;
    talk.send_text("A long story").await?;
    let error = talk.output().await.expect_err("a dropped socket");
    assert_eq!(error.status(), Status::Unavailable, "{error}");
    assert_eq!(error.partial().expect("a partial").message.expect("a message").text(), "Once upon");
    Ok(())
}
