//! A client that writes what it is told, byte by byte if need be.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Running;

pub(super) struct Wire(pub(super) TcpStream, Vec<u8>);

#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

pub(super) fn request(path: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

impl Wire {
    pub(super) async fn to(server: &Running) -> Self {
        Self(TcpStream::connect(server.host()).await.unwrap(), Vec::new())
    }

    pub(super) async fn write(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    async fn more(&mut self) -> bool {
        self.0.read_buf(&mut self.1).await.unwrap_or(0) > 0
    }

    /// Everything until the server closes.
    pub(super) async fn rest(mut self) -> String {
        while self.more().await {}
        String::from_utf8(self.1).unwrap()
    }

    /// Waits until the server closes.
    pub(super) async fn until_closed(&mut self) {
        while self.more().await {}
    }

    /// Reads until this has come.
    pub(super) async fn until(&mut self, text: &str) {
        while !String::from_utf8_lossy(&self.1).contains(text) {
            assert!(self.more().await, "closed: {}", String::from_utf8_lossy(&self.1));
        }
    }

    /// One answer with a length.
    pub(super) async fn answer(&mut self) -> Answer {
        self.until("\r\n\r\n").await;
        let text = String::from_utf8_lossy(&self.1).into_owned();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        let head = head.to_ascii_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = Answer { status, head, body: String::new() };
        let length: usize = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
        let start = answer.head.len() + 4;
        while self.1.len() < start + length {
            assert!(self.more().await, "closed in the middle of a body");
        }
        answer.body = String::from_utf8(self.1.drain(..start + length).skip(start).collect()).unwrap();
        answer
    }
}

/// One request on a connection of its own.
pub(super) async fn ask(server: &Running, text: &str) -> Answer {
    let mut wire = Wire::to(server).await;
    wire.write(text).await;
    wire.answer().await
}

pub(super) async fn post(server: &Running, path: &str, body: &str) -> Answer {
    ask(server, &request(path, body)).await
}
