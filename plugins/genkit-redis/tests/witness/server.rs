//! A server that the tests start, in a folder of its own.

use std::fs;
use std::net::TcpStream;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use store_tests::{Server, free_port, program};

pub(crate) struct Redis {
    pub(crate) port: u16,
    program: PathBuf,
    args: Vec<String>,
    folder: PathBuf,
    server: Option<Server>,
}

impl Redis {
    /// Starts a server that syncs what it acknowledges, with more settings.
    pub(crate) fn start(more: &[&str]) -> Result<Self, String> {
        let found = ["redis-server", "valkey-server"].iter().find_map(|name| program(name, &[]));
        let program = found.ok_or("redis-server is not installed")?;
        let port = free_port();
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("redis-{port}"));
        fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
        let dir = folder.display().to_string();
        let own = ["--dir", &dir, "--save", "", "--appendonly", "yes", "--appendfsync", "always"];
        let with_port: &[&str] =
            if more.contains(&"--tls-port") { &[] } else { &["--port", &port.to_string()] };
        let args = [&own, with_port, more].concat().into_iter();
        let args = args.map(|arg| if arg == "PORT" { port.to_string() } else { arg.to_owned() }).collect();
        let mut redis = Self { port, program, args, folder, server: None };
        redis.again()?;
        Ok(redis)
    }

    /// Starts it, if it was killed, and waits until it listens.
    pub(crate) fn again(&mut self) -> Result<(), String> {
        self.server = Some(Server::start(&self.program, &self.args, None).map_err(|e| e.to_string())?);
        for _ in 0..500 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err("redis-server does not listen after 10 s".to_owned())
    }

    /// Kills it (SIGKILL).
    pub(crate) fn kill(&mut self) {
        self.server.take();
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.server.take();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
