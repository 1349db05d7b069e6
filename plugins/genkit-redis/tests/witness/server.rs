//! A server that the tests start, in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};

use store_tests::{Server, port, program};

/// In the server's folder.
const SOCKET: &str = "socket";

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
        let mut why = String::new();
        // Another may take the port between the look and the start.
        for _ in 0..10 {
            let mut redis = Self::at(port(), &program, more)?;
            match redis.begin() {
                Ok(()) => return Ok(redis),
                Err(error) => why = error,
            }
        }
        Err(why)
    }

    fn at(port: u16, program: &Path, more: &[&str]) -> Result<Self, String> {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("redis-{port}"));
        fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
        let dir = folder.display().to_string();
        let own = ["--dir", &dir, "--save", "", "--appendonly", "yes", "--appendfsync", "always"];
        let with_port: &[&str] =
            if more.contains(&"--tls-port") { &[] } else { &["--port", &port.to_string()] };
        let args = [&own[..], &["--unixsocket", SOCKET], with_port, more].concat().into_iter();
        let args = args.map(|arg| if arg == "PORT" { port.to_string() } else { arg.to_owned() }).collect();
        Ok(Self { port, program: program.to_owned(), args, folder, server: None })
    }

    fn begin(&mut self) -> Result<(), String> {
        let socket = self.folder.join(SOCKET);
        let _ = fs::remove_file(&socket);
        let mut server = Server::start(&self.program, &self.args, None).map_err(|e| e.to_string())?;
        // It makes the socket last: the port is its own then, and not another's.
        server.wait(|| socket.exists())?;
        self.server = Some(server);
        Ok(())
    }

    /// Starts it again after a kill.
    pub(crate) fn again(&mut self) {
        self.begin().expect("redis-server starts again");
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
