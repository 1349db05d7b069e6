//! What a span costs the task that it is made on.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use genkit::dev::{DevOptions, serve};
use genkit::{Ctx, Error, Flow, Genkit};
use serde_json::Value;

use crate::tell;

/// Spans of a run; few enough to fit the queue while they are sent.
const SPANS: u32 = 1000;
const RUNS: usize = 40;

pub(crate) fn measure() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for (of, telemetry, realtime) in [
        ("nobody", None, false),
        ("live server", Some(answering()), false),
        ("live server, start and end", Some(answering()), true),
        ("hanging server", Some(hanging()), false),
    ] {
        let samples = runtime.block_on(run(telemetry, realtime));
        tell("span", of, "us", samples);
    }
    runtime.shutdown_timeout(Duration::from_secs(1));
}

async fn run(telemetry: Option<String>, realtime: bool) -> Vec<f64> {
    let steps = Flow::builder("steps").handler(|n: u32, ctx: Ctx| async move {
        let began = Instant::now();
        for _ in 0..n {
            ctx.step("step", async { Ok::<_, Error>("done") }).await?;
        }
        Ok::<_, Error>(began.elapsed().as_secs_f64() * 1e6 / f64::from(n))
    });
    let ai = Genkit::builder().without_discovery().action(steps).build().await.unwrap();
    let _server = match telemetry {
        None => None,
        Some(url) => {
            let options = DevOptions::new().port(0).runtime_file(false).telemetry_server(url);
            Some(serve(&ai, options.realtime(realtime)).await.unwrap())
        }
    };
    let mut samples = Vec::new();
    for _ in 0..RUNS {
        let took: Value = ai.run_json("/flow/steps", SPANS.into()).await.unwrap();
        samples.push(took.as_f64().unwrap());
        ai.flush_tracing().await;
    }
    samples
}

/// A server that takes everything.
fn answering() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let (mut read, mut buffer) = (Vec::new(), vec![0; 1 << 20]);
            while let Ok(n) = stream.read(&mut buffer) {
                if n == 0 {
                    break;
                }
                read.extend_from_slice(&buffer[..n]);
                while let Some(whole) = request(&read) {
                    read.drain(..whole);
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nOK");
                }
            }
        }
    });
    url
}

/// The length of the request at the beginning, if it is all there.
fn request(read: &[u8]) -> Option<usize> {
    let head = read.windows(4).position(|w| w == b"\r\n\r\n")?;
    let text = String::from_utf8_lossy(&read[..head]).to_ascii_lowercase();
    let length: usize =
        text.lines().find_map(|line| line.strip_prefix("content-length: "))?.trim().parse().ok()?;
    (read.len() >= head + 4 + length).then_some(head + 4 + length)
}

/// One that accepts connections and never answers.
fn hanging() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let held: Vec<_> = listener.incoming().collect();
        drop(held);
    });
    url
}
