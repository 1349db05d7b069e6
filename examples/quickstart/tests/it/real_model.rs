//! A real model in place of the demo model, here played by a server of the test.

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::support::quickstart;

/// A server of chat completions: answers so many requests by what they ask for.
fn serve(requests: usize) -> (String, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/v1", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || (0..requests).map(|_| answer(&listener)).collect());
    (address, thread)
}

fn answer(listener: &TcpListener) -> String {
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
    let asked = String::from_utf8(asked).unwrap();
    let body = if asked.starts_with("GET /v1/models") {
        r#"{"data": [{"id": "tiny"}]}"#
    } else {
        r#"{"choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant",
            "content": "{\"name\": \"Kelp pie\", \"ingredients\": [\"kelp\"], \"price_usd\": 9.5}"}}]}"#
    };
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
    write!(socket, "{head}content-length: {}\r\n\r\n{body}", body.len()).unwrap();
    asked
}

#[test]
fn an_address_is_enough() {
    let (address, server) = serve(2);
    let mut command = quickstart();
    let command = command.env("OPENAI_BASE_URL", address).args(["suggest_dish", r#"{"theme": "seaside"}"#]);
    let output = command.output().unwrap();
    let (told, noted) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(noted.contains("model: compatible/tiny"), "{noted}");
    assert!(told.contains("Kelp pie"), "{told} {noted}");
    let asked = server.join().unwrap();
    assert!(asked[1].starts_with("POST /v1/chat/completions"), "{}", asked[1]);
    assert!(asked[1].contains("visit_market") && asked[1].contains("seaside"), "{}", asked[1]);
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let mut command = quickstart();
    let output = command.env("OPENAI_BASE_URL", "http://127.0.0.1:1/v1").output().unwrap();
    assert!(!output.status.success());
    let noted = String::from_utf8(output.stderr).unwrap();
    assert!(noted.contains("compatible has no model, or cannot be reached"), "{noted}");
}
