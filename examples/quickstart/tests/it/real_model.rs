//! A real model in place of the demo model, here played by servers of the test.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Output};

use crate::support::quickstart;

const DISH: &str = r#"{\"name\": \"Kelp pie\", \"ingredients\": [\"kelp\"], \"price_usd\": 9.5}"#;
const KEY: &str = "sk-very-secret";

/// A provider: what it is asked first, if anything, and then for the dish.
struct Provider {
    variable: &'static str,
    /// The variable that names its address.
    address: &'static str,
    model: &'static str,
    /// Where the model is asked, and the header with the key.
    path: &'static str,
    header: &'static str,
    answer: String,
    refusal: &'static str,
}

fn providers() -> [Provider; 3] {
    [
        Provider {
            variable: "GEMINI_API_KEY",
            address: "GOOGLE_GEMINI_BASE_URL",
            model: "googleai/gemini-2.5-flash",
            path: "POST /v1beta/models/gemini-2.5-flash:generateContent",
            header: "x-goog-api-key: sk-very-secret",
            answer: format!(
                r#"{{"candidates": [{{"content": {{"role": "model", "parts": [{{"text": "{DISH}"}}]}}, "finishReason": "STOP"}}]}}"#
            ),
            refusal: r#"{"error": {"code": 400, "message": "API key not valid: sk-very-secret", "status": "INVALID_ARGUMENT"}}"#,
        },
        Provider {
            variable: "ANTHROPIC_API_KEY",
            address: "ANTHROPIC_BASE_URL",
            model: "anthropic/claude-haiku-4-5",
            path: "POST /v1/messages",
            header: "x-api-key: sk-very-secret",
            answer: format!(
                r#"{{"id": "m", "type": "message", "role": "assistant", "content": [{{"type": "text", "text": "{DISH}"}}], "stop_reason": "end_turn"}}"#
            ),
            refusal: r#"{"type": "error", "error": {"type": "authentication_error", "message": "invalid x-api-key: sk-very-secret"}}"#,
        },
        Provider {
            variable: "OPENAI_API_KEY",
            address: "OPENAI_BASE_URL",
            model: "compatible/tiny",
            path: "POST /v1/chat/completions",
            header: "authorization: bearer sk-very-secret",
            answer: format!(
                r#"{{"choices": [{{"index": 0, "finish_reason": "stop", "message": {{"role": "assistant", "content": "{DISH}"}}}}]}}"#
            ),
            refusal: r#"{"error": {"message": "Incorrect API key provided: sk-very-secret", "type": "invalid_request_error", "code": "invalid_api_key"}}"#,
        },
    ]
}

/// A server that answers one request after the other, each on a connection of its own; gives what it was asked.
fn serve(answers: Vec<(u16, String)>) -> (String, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        answers.iter().map(|(status, body)| answer(&listener, *status, body)).collect()
    });
    (address, thread)
}

fn answer(listener: &TcpListener, status: u16, body: &str) -> String {
    let (mut socket, _) = listener.accept().unwrap();
    let mut asked = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&asked).to_lowercase();
        let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            body.len() >= length.unwrap_or(0)
        });
        if whole {
            break;
        }
        let read = socket.read(&mut buffer).unwrap();
        asked.extend_from_slice(&buffer[..read]);
    }
    let head = format!("HTTP/1.1 {status} Told\r\ncontent-type: application/json\r\nconnection: close\r\n");
    write!(socket, "{head}content-length: {}\r\n\r\n{body}", body.len()).unwrap();
    String::from_utf8(asked).unwrap()
}

fn models() -> (u16, String) {
    (200, r#"{"data": [{"id": "tiny"}]}"#.to_owned())
}

fn suggest(command: &mut Command) -> (Output, String, String) {
    let output = command.args(["suggest_dish", r#"{"theme": "seaside"}"#]).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (told, noted) = (text(&output.stdout), text(&output.stderr));
    assert!(!told.contains(KEY) && !noted.contains(KEY), "{told} {noted}");
    (output, told, noted)
}

#[test]
fn a_key_is_enough() {
    for provider in providers() {
        let listed = (provider.variable == "OPENAI_API_KEY").then(models);
        let answers: Vec<_> = listed.into_iter().chain([(200, provider.answer)]).collect();
        let (address, server) = serve(answers);
        let address = if provider.address == "OPENAI_BASE_URL" { address + "/v1" } else { address };
        let mut command = quickstart();
        let command = command.env(provider.variable, KEY).env(provider.address, address);
        let (_, told, noted) = suggest(command);
        assert!(noted.contains(&format!("model: {}", provider.model)), "{noted}");
        assert!(told.contains("Kelp pie"), "{told} {noted}");
        let asked = server.join().unwrap();
        let asked = asked.last().unwrap();
        assert!(asked.starts_with(provider.path), "{asked}");
        assert!(asked.to_lowercase().contains(provider.header), "{asked}");
        assert!(asked.contains("visit_market") && asked.contains("seaside"), "{asked}");
    }
}

#[test]
fn an_address_is_enough() {
    let answer = || {
        let [.., openai] = providers();
        openai.answer
    };
    let (address, server) = serve(vec![models(), (200, answer())]);
    let (_, told, noted) = suggest(quickstart().env("OPENAI_BASE_URL", address + "/v1"));
    assert!(noted.contains("model: compatible/tiny") && told.contains("Kelp pie"), "{told} {noted}");
    assert!(server.join().unwrap().iter().all(|asked| !asked.to_lowercase().contains("authorization")));

    let tags =
        (200, r#"{"models": [{"name": "embed:1b"}, {"name": "llava:7b"}, {"name": "qwen3:4b"}]}"#.to_owned());
    let can = |what: &str| (200, format!(r#"{{"capabilities": [{what}]}}"#));
    let said = format!(
        r#"{{"model": "qwen3:4b", "message": {{"role": "assistant", "content": "{DISH}"}}, "done": true}}"#
    );
    let (address, server) = serve(vec![
        tags,
        can(r#""embedding""#),
        can(r#""completion""#),
        can(r#""completion", "tools""#),
        (200, said),
    ]);
    let (_, told, noted) = suggest(quickstart().env("OLLAMA_HOST", address));
    // The first that can call the flow's tool.
    assert!(noted.contains("model: ollama/qwen3:4b") && told.contains("Kelp pie"), "{told} {noted}");
    assert!(server.join().unwrap()[4].starts_with("POST /api/chat"));
}

#[test]
fn a_wrong_key_is_told_by_its_variable() {
    for provider in providers() {
        let listed = provider.variable == "OPENAI_API_KEY";
        let status = if provider.variable == "GEMINI_API_KEY" { 400 } else { 401 };
        let (address, server) = serve(vec![(status, provider.refusal.to_owned())]);
        let address = if listed { address + "/v1" } else { address };
        let (output, _, noted) =
            suggest(quickstart().env(provider.variable, KEY).env(provider.address, address));
        assert!(!output.status.success());
        assert!(noted.contains(provider.variable) && noted.contains("<redacted>"), "{noted}");
        assert_eq!(server.join().unwrap().len(), 1);
    }
}

#[test]
fn a_key_alone_goes_to_the_provider_itself() {
    // A proxy that lets nobody through shows where the program wants to go.
    let (proxy, server) = serve(vec![(403, String::new()); 3]);
    let mut command = quickstart();
    let (output, _, noted) =
        suggest(command.env("OPENAI_API_KEY", KEY).env("HTTPS_PROXY", proxy).env_remove("NO_PROXY"));
    assert!(!output.status.success());
    assert!(noted.contains("model: openai/gpt-5-mini") && noted.contains("api.openai.com"), "{noted}");
    let asked = server.join().unwrap();
    assert!(
        asked.iter().all(|asked| asked.starts_with("CONNECT api.openai.com:443") && !asked.contains(KEY)),
        "{asked:?}"
    );
}

#[test]
fn a_server_that_is_not_there_is_named() {
    for (variable, told) in [
        ("OPENAI_BASE_URL", "compatible: UNAVAILABLE: no connection to http://127.0.0.1:1/models"),
        ("OLLAMA_HOST", "ollama: UNAVAILABLE: no Ollama server answers at http://127.0.0.1:1: is it running"),
    ] {
        let (output, _, noted) = suggest(quickstart().env(variable, "http://127.0.0.1:1"));
        assert!(!output.status.success() && noted.contains(told), "{noted}");
    }
}
