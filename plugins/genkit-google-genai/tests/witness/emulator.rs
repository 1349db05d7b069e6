//! The plugin against an emulator that others wrote: npm `@copilotkit/aimock`, in `target/npm` or where `GENKIT_AIMOCK`
//! points (its `dist/cli.js`).

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use genkit::http::Retries;
use genkit::{Genkit, Message, ModelResponse, ModelResponseChunk, Part, RunOptions, ToolResponse};
use genkit_google_genai::{GoogleAi, google_ai};
use libtest_mimic::{Failed, Trial};
use serde_json::json;

pub(super) fn trials() -> Vec<Trial> {
    match cli() {
        Some(cli) => vec![Trial::test("emulator::text, stream and live session", move || {
            talk(&cli).map_err(Failed::from)
        })],
        None => {
            let name = "emulator: absent; npm install --prefix target/npm @copilotkit/aimock";
            vec![Trial::test(name, || Ok(())).with_ignored_flag(true)]
        }
    }
}

fn cli() -> Option<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"));
    let beside = target.join("npm/node_modules/@copilotkit/aimock/dist/cli.js");
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

fn start(cli: &Path) -> Result<Emulator, String> {
    let fixtures = std::env::temp_dir().join(format!("genkit-aimock-{}.json", std::process::id()));
    let told = json!({"fixtures": [
        {"match": {"userMessage": "Soup?", "turnIndex": 1}, "response": {"content": "There is soup."}},
        {"match": {"userMessage": "Soup?", "turnIndex": 0},
         "response": {"toolCalls": [{"name": "find", "arguments": "{\"dish\":\"soup\"}"}]}},
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

fn talk(cli: &Path) -> Result<(), String> {
    let emulator = start(cli)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(session(&emulator.base)).map_err(|e| format!("{e:?}"))
}

async fn session(base: &str) -> genkit::Result<()> {
    let google = GoogleAi::new("key").base_url(base).retries(Retries::none());
    let ai = Genkit::builder().plugin(google).build().await?;
    let model = || google_ai::gemini("gemini-2.5-flash");
    assert_eq!(ai.generate().model(model()).prompt("hello").await?.text(), "Good day, what may it be?");
    let mut stream = ai.generate().model(model()).prompt("hello").stream();
    let mut text = String::new();
    while let Some(chunk) = stream.next().await {
        text += &chunk?.to_text();
    }
    assert_eq!(text, "Good day, what may it be?");

    let action = ai.action(&google_ai::live("gemini-live-2.5-flash-preview")).await?;
    let tools = json!([{"name": "find", "description": "Finds a dish", "inputSchema": {"type": "object"}}]);
    let init = json!({"messages": [], "config": {"responseModalities": ["TEXT"]}, "tools": tools});
    let mut run = action.bidi_json(&ai, init, RunOptions::new())?;
    run.send(json!(Message::user("Soup?"))).await?;
    let (mut asked, mut complete) = (None, false);
    // The emulator completes the turn of a call, which the API itself leaves open for the answer.
    while asked.is_none() || !complete {
        let chunk: ModelResponseChunk = serde_json::from_str(run.next().await.expect("a chunk")?.get())?;
        asked = asked.or(chunk.tool_requests().next().cloned());
        complete |= chunk.custom.is_some_and(|told| told["turnComplete"] == true);
    }
    let asked = asked.expect("a call");
    assert_eq!((asked.name.as_str(), asked.input), ("find", Some(json!({"dish": "soup"}))));
    let mut answer = ToolResponse::new("find", json!({"found": true}));
    answer.reference = asked.reference;
    run.send(json!(Message::tool(Part::from(answer)))).await?;
    let output: ModelResponse = serde_json::from_value(run.output().await?)?;
    assert_eq!(output.message.expect("a message").text(), "There is soup.");

    let run = action.bidi_json(&ai, json!({"messages": []}), RunOptions::new())?;
    run.send(json!(Message::user("hello"))).await?;
    let output: ModelResponse = serde_json::from_value(run.output().await?)?;
    assert_eq!(output.message.expect("a message").text(), "Good day, what may it be?");
    Ok(())
}
