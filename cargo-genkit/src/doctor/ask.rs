//! Asking a program that is served on this machine.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use genkit::{Error, Result};
use serde_json::Value;

/// Status and JSON of a short answer; words stand as a JSON string.
pub(super) fn get(url: &str, path: &str) -> Result<(u16, Value)> {
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| Error::unavailable(format!("{url} does not speak HTTP")))?;
    Ok((status, serde_json::from_str(body).unwrap_or_else(|_| body.into())))
}
