//! Requests to the program, one connection each.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

/// Runs an action; the whole answer, or why there is none.
pub(crate) fn run(url: &str, key: &str, input: &Value) -> std::io::Result<Value> {
    let answer = ask(url, "POST", "/api/runAction", &json!({"key": key, "input": input}).to_string())?;
    serde_json::from_str(&answer).map_err(std::io::Error::other)
}

pub(crate) fn ask(url: &str, method: &str, path: &str, body: &str) -> std::io::Result<String> {
    let host = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
    let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
    if chunked { unchunked(body) } else { Ok(body.to_owned()) }
}

fn unchunked(mut text: &str) -> std::io::Result<String> {
    let mut body = String::new();
    loop {
        let (length, rest) = text.split_once("\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
        match usize::from_str_radix(length, 16).map_err(std::io::Error::other)? {
            0 => return Ok(body),
            n => {
                body.push_str(rest.get(..n).ok_or(std::io::ErrorKind::UnexpectedEof)?);
                text = rest.get(n + 2..).ok_or(std::io::ErrorKind::UnexpectedEof)?;
            }
        }
    }
}
