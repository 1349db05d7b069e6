//! A server of chat completions: the model `burst-N` sends N chunks at once, `paced-N-MS` one each so many milliseconds.

use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const HEAD: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

/// Prints its port, and serves until it is stopped.
pub(crate) fn run() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", listener.local_addr().unwrap().port());
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            tokio::spawn(async move { answer(socket).await.unwrap_or_default() });
        }
    });
}

/// Answers one request after the other, until the client has enough.
async fn answer(mut socket: TcpStream) -> Option<()> {
    socket.set_nodelay(true).ok()?;
    let mut read = Vec::new();
    loop {
        let body = request(&mut socket, &mut read).await?;
        let body: Value = serde_json::from_str(&body).ok()?;
        let name = body.get("model")?.as_str()?.to_owned();
        let mut words = name.split('-');
        let paced = words.next()? == "paced";
        let chunks: usize = words.next()?.parse().ok()?;
        let pause = Duration::from_millis(words.next().and_then(|ms| ms.parse().ok()).unwrap_or(0));
        let mut out = HEAD.to_vec();
        for number in 0..chunks {
            piece(
                &mut out,
                &event(&format!(r#"{{"role":"assistant","content":"token{number} "}}"#), "null", ""),
            );
            if paced || out.len() > 16_000 {
                socket.write_all(&out).await.ok()?;
                out.clear();
            }
            if paced {
                tokio::time::sleep(pause).await;
            }
        }
        piece(&mut out, &event("{}", "\"stop\"", r#","usage":{"prompt_tokens":1,"completion_tokens":2}"#));
        piece(&mut out, "data: [DONE]\n\n");
        out.extend_from_slice(b"0\r\n\r\n");
        socket.write_all(&out).await.ok()?;
    }
}

fn event(delta: &str, finish: &str, more: &str) -> String {
    format!(
        r#"data: {{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{{"index":0,"delta":{delta},"finish_reason":{finish}}}]{more}}}"#
    ) + "\n\n"
}

fn piece(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(format!("{:x}\r\n{text}\r\n", text.len()).as_bytes());
}

/// The body of the next request.
async fn request(socket: &mut TcpStream, read: &mut Vec<u8>) -> Option<String> {
    loop {
        let text = String::from_utf8_lossy(read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            let length =
                head.split_once("content-length: ")?.1.split("\r\n").next()?.parse::<usize>().ok()?;
            if body.len() >= length {
                read.clear();
                return Some(body.to_owned());
            }
        }
        let mut buffer = [0; 4096];
        let more = socket.read(&mut buffer).await.ok().filter(|more| *more > 0)?;
        read.extend_from_slice(&buffer[..more]);
    }
}
