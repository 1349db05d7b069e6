//! Whole programs, from the outside.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use genkit::dev::runtimes;

use crate::tell;

const STARTS: usize = 20;
const RUNS: usize = 400;

pub(crate) fn measure() {
    let scratch = std::env::temp_dir().join(format!("cli-app-bench-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).unwrap();
    let mut kinds = vec![Kind { name: "rust", folder: scratch.clone(), js: false }];
    if let Some(folder) = std::env::var_os("GENKIT_JS_APP") {
        kinds.push(Kind { name: "js", folder: folder.into(), js: true });
    }
    let mut starts = vec![Vec::new(); kinds.len()];
    for _ in 0..STARTS {
        for (kind, samples) in kinds.iter().zip(&mut starts) {
            samples.push(kind.start().took);
        }
    }
    for (kind, samples) in kinds.iter().zip(starts) {
        tell("start", kind.name, "ms", samples);
    }
    let running: Vec<_> = kinds.iter().map(|kind| (kind.name, kind.start())).collect();
    let mut firsts = vec![Vec::new(); kinds.len()];
    for n in 0..RUNS + 20 {
        for ((_, program), samples) in running.iter().zip(&mut firsts) {
            let took = first_chunk(&program.url);
            // The first few warm up caches and, where there is one, the compiler.
            if n >= 20 {
                samples.push(took);
            }
        }
    }
    for ((name, _), samples) in running.iter().zip(firsts) {
        tell("first-chunk", name, "ms", samples);
    }
    drop(running);
    let _ = std::fs::remove_dir_all(scratch);
}

struct Kind {
    name: &'static str,
    folder: PathBuf,
    js: bool,
}

struct Program {
    child: Child,
    url: String,
    took: f64,
}

impl Kind {
    fn start(&self) -> Program {
        let _ = std::fs::remove_dir_all(self.folder.join(".genkit"));
        let mut command = match self.js {
            true => Command::new("node"),
            false => Command::new(env!("CARGO_BIN_EXE_cli-app")),
        };
        if self.js {
            command.arg("app.js");
        }
        command.env("GENKIT_ENV", "dev").current_dir(&self.folder);
        let began = Instant::now();
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let url = loop {
            if let Some(url) = url(&self.folder, child.id()) {
                break url;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{} does not start", self.name);
            std::thread::sleep(Duration::from_micros(200));
        };
        Program { child, url, took: began.elapsed().as_secs_f64() * 1e3 }
    }
}

fn url(folder: &Path, pid: u32) -> Option<String> {
    let all = runtimes(folder).unwrap();
    all.into_iter().find(|(_, info)| info.pid == pid).map(|(_, info)| info.reflection_server_url)
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// From a request on a new connection to the first chunk.
fn first_chunk(url: &str) -> f64 {
    let host = url.trim_start_matches("http://").replace("localhost", "127.0.0.1");
    let body = r#"{"key":"/flow/countdown","input":1}"#;
    let request = format!(
        "POST /api/runAction?stream=true HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let began = Instant::now();
    let mut stream = TcpStream::connect(&host).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).unwrap();
        assert!(read > 0, "no chunk in {}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&buffer[..read]);
        if answer.windows(7).any(|w| w == b"{\"n\":1}") {
            break;
        }
    }
    let took = began.elapsed().as_secs_f64() * 1e3;
    let _ = stream.read_to_end(&mut answer);
    took
}
