//! What streams that are open at the same time take of the server's memory, as JSON lines:
//! `cargo bench -p flow-server --bench streams`.
//!
//! | what | state of the connections |
//! | --- | --- |
//! | `connected` | nothing was sent so far |
//! | `idle` | a request was answered, the next may come |
//! | `streaming` | each is in the midst of a stream: one chunk was read, the flow waits |
//! | `streamed` | each has read a hundred chunks, one after another, and the flow waits |
//!
//! `STREAMS` says how many, 10,000 if it does not. Limits on open files are raised as far as the system lets us. Memory is
//! the process's resident set, which does not hold what the kernel keeps for sockets.

// A target without the standard harness is no test to clippy, which allows these in tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use genkit::prelude::*;
use genkit::serve::{Flows, Limits, Server};

/// Sends as many chunks as it is told to, waiting a little after each, and then never ends.
#[flow]
async fn wait(chunks: u32, ctx: Ctx, out: Chunks<u32>) -> Result<()> {
    for n in 0..chunks {
        out.send(n).await?;
        ctx.ai().env().sleep(Duration::from_millis(20)).await;
    }
    std::future::pending().await
}

/// Gives back what it takes.
#[flow]
async fn echo(text: String) -> Result<String> {
    Ok(text)
}

#[genkit::main]
async fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("serve") => {
            // The first connections wait for the last ones.
            let limits = Limits::default().idle_time(Duration::from_secs(3600));
            Server::of(Flows::of(&Genkit::builder().build().await?).limits(limits)).run().await?;
        }
        Some("measure") => measure(),
        _ => drop(itself("measure").status().unwrap()),
    }
    Ok(())
}

/// This program again, with as many open files as may be.
fn itself(role: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -n \"$(ulimit -Hn)\"; exec \"$0\" \"$1\""]);
    shell.arg(std::env::current_exe().unwrap()).arg(role);
    shell
}

fn measure() {
    let streams = std::env::var("STREAMS").ok().map_or(10_000, |n| n.parse().unwrap());
    let server = Program::start();
    let empty = server.resident();
    let tell = |what: &str| {
        let bytes = server.resident() - empty;
        let row = serde_json::json!({"what": what, "connections": streams, "bytes_each": bytes / streams, "mib": bytes >> 20});
        println!("{row}");
    };
    let mut open: Vec<TcpStream> = (0..streams).map(|_| server.connect()).collect();
    // Those that wait to be accepted are none of the server's yet: the last one's answer says that all are.
    let last = open.last_mut().unwrap();
    ask(last, "/echo", "\"x\"");
    read_until(last, "{\"result\":\"x\"}");
    tell("connected");
    open.iter_mut().for_each(|stream| ask(stream, "/echo", "\"x\""));
    open.iter_mut().for_each(|stream| read_until(stream, "{\"result\":\"x\"}"));
    tell("idle");
    open.iter_mut().for_each(|stream| ask(stream, "/wait?stream=true", "1"));
    open.iter_mut().for_each(|stream| read_until(stream, "{\"message\":0}"));
    tell("streaming");
    drop(open);
    let mut open: Vec<TcpStream> = (0..streams).map(|_| server.connect()).collect();
    open.iter_mut().for_each(|stream| ask(stream, "/wait?stream=true", "100"));
    open.iter_mut().for_each(|stream| read_until(stream, "{\"message\":99}"));
    tell("streamed");
}

fn ask(stream: &mut TcpStream, path: &str, data: &str) {
    let body = format!("{{\"data\":{data}}}");
    let head = "host: x\r\ncontent-type: application/json";
    write!(stream, "POST {path} HTTP/1.1\r\n{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
}

fn read_until(stream: &mut TcpStream, end: &str) {
    let (mut all, mut piece) = (Vec::new(), [0; 4096]);
    while !String::from_utf8_lossy(&all).contains(end) {
        let read = stream.read(&mut piece).unwrap();
        assert!(read > 0, "the server closed a connection");
        all.extend_from_slice(&piece[..read]);
    }
}

struct Program {
    child: Child,
    port: u16,
}

impl Program {
    fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = itself("serve").env("PORT", port.to_string()).env("HOST", "127.0.0.1").spawn().unwrap();
        let (server, started) = (Self { child, port }, Instant::now());
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(60), "the server does not listen");
            std::thread::sleep(Duration::from_millis(5));
        }
        server
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).expect("as many open files as connections")
    }

    /// Bytes.
    fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
