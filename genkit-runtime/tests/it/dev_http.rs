//! A plain HTTP client for the tests of the developer tools: it sees what is on the wire, and when.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) struct Answer {
    pub(crate) head: String,
    stream: TcpStream,
    read: Vec<u8>,
}

/// Sends a request and reads as far as the end of the headers.
pub(crate) async fn send(url: &str, method: &str, path: &str, headers: &str, body: &str) -> Answer {
    let host = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).await.unwrap();
    let host = if headers.contains("host:") { String::new() } else { format!("host: {host}\r\n") };
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\n{host}{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Answer { head: String::new(), stream, read: Vec::new() };
    while answer.head.is_empty() {
        assert!(answer.more().await, "closed before the headers were there");
        let text = String::from_utf8_lossy(&answer.read).into_owned();
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            answer.read.drain(..head.len() + 4);
            answer.head = head.to_ascii_lowercase();
        }
    }
    answer
}

pub(crate) async fn get(url: &str, path: &str) -> (u16, String) {
    send(url, "GET", path, "", "").await.whole().await
}

pub(crate) async fn post(url: &str, path: &str, body: &Value) -> (u16, String) {
    send(url, "POST", path, "content-type: application/json\r\n", &body.to_string()).await.whole().await
}

impl Answer {
    async fn more(&mut self) -> bool {
        self.stream.read_buf(&mut self.read).await.unwrap() > 0
    }

    pub(crate) fn status(&self) -> u16 {
        self.head.split(' ').nth(1).unwrap().parse().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// Reads until the body holds `text`.
    pub(crate) async fn until(&mut self, text: &str) {
        while !String::from_utf8_lossy(&self.read).contains(text) {
            assert!(self.more().await, "no {text:?} in {:?}", String::from_utf8_lossy(&self.read));
        }
    }

    /// Status and body, once the server has said all.
    pub(crate) async fn whole(mut self) -> (u16, String) {
        while self.more().await {}
        let text = String::from_utf8(self.read.clone()).unwrap();
        let body = if self.header("transfer-encoding") == Some("chunked") { unchunk(&text) } else { text };
        (self.status(), body)
    }
}

fn unchunk(mut text: &str) -> String {
    let mut body = String::new();
    loop {
        let (length, rest) = text.split_once("\r\n").expect("the last chunk is missing");
        match usize::from_str_radix(length, 16).unwrap() {
            0 => return body,
            n => {
                body.push_str(&rest[..n]);
                text = &rest[n + 2..];
            }
        }
    }
}
