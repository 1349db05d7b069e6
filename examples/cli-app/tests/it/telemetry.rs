//! A telemetry server that can be killed and started again.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use serde_json::Value;

/// What all servers of a test were sent.
pub(crate) type Spans = Arc<Mutex<Vec<Value>>>;

pub(crate) struct Telemetry {
    pub(crate) address: SocketAddr,
    open: Arc<Mutex<Vec<TcpStream>>>,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Telemetry {
    pub(crate) fn start(address: SocketAddr, spans: &Spans) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let (open, stopped) = (Arc::<Mutex<Vec<TcpStream>>>::default(), Arc::new(AtomicBool::new(false)));
        let (spans, streams, stop) = (spans.clone(), open.clone(), stopped.clone());
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                streams.lock().unwrap().push(stream.try_clone().unwrap());
                let spans = spans.clone();
                std::thread::spawn(move || drop(take(stream, &spans)));
            }
        });
        Self { address, open, stopped, thread: Some(thread) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Connections are cut in the middle, and the port is free again.
impl Drop for Telemetry {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        for stream in self.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(std::net::Shutdown::Both);
        }
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn take(mut stream: TcpStream, spans: &Spans) -> std::io::Result<()> {
    let mut read = Vec::new();
    let mut buffer = [0; 65536];
    loop {
        let Some(end) = read.windows(4).position(|w| w == b"\r\n\r\n") else {
            match stream.read(&mut buffer)? {
                0 => return Ok(()),
                n => read.extend_from_slice(&buffer[..n]),
            }
            continue;
        };
        let head = String::from_utf8_lossy(&read[..end]).to_ascii_lowercase();
        let length = head.lines().find_map(|l| l.strip_prefix("content-length: ")).unwrap_or("0");
        let whole = end + 4 + length.trim().parse::<usize>().unwrap();
        while read.len() < whole {
            match stream.read(&mut buffer)? {
                0 => return Ok(()),
                n => read.extend_from_slice(&buffer[..n]),
            }
        }
        let body: Value = serde_json::from_slice(&read[end + 4..whole]).unwrap();
        if let Some(of) = body["spans"].as_object() {
            spans.lock().unwrap().extend(of.values().cloned());
        }
        read.drain(..whole);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nOK")?;
    }
}
