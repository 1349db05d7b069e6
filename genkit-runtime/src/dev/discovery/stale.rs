//! Files of runtimes that ended without a chance to remove them.

use std::path::Path;
use std::time::Duration;

use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper::header::HOST;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::net::TcpStream;

use super::{RuntimeInfo, runtimes};
use crate::core::env::{Env, Task};

/// How long a runtime may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(1);

impl RuntimeInfo {
    /// True if nobody of this id is where the file says, as the CLI finds out: its process was killed.
    pub async fn is_stale(&self) -> bool {
        self.stale(&Env::system()).await
    }

    async fn stale(&self, env: &Env) -> bool {
        let gone = async {
            match TcpStream::connect(self.host()).await {
                Ok(stream) => !self.is_at(stream).await.unwrap_or(true),
                Err(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
            }
        };
        // One that takes long may be stopped in a debugger.
        tokio::select! { gone = gone => gone, () = env.sleep(PATIENCE) => false }
    }

    /// True if it is there; another program may have its port by now.
    async fn is_at(&self, stream: TcpStream) -> crate::Result<bool> {
        let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
        let _connection = Task::spawn(async move { drop(connection.await) });
        let id = utf8_percent_encode(&self.id, NON_ALPHANUMERIC);
        let request = Request::get(format!("/api/__health?id={id}")).header(HOST, self.host());
        let answer = sender.send_request(request.body(Empty::<Bytes>::new())?).await?;
        Ok(answer.status() == StatusCode::OK)
    }

    fn host(&self) -> &str {
        self.reflection_server_url.trim_start_matches("http://").trim_end_matches('/')
    }
}

/// Removes the files of runtimes that were killed, and drafts that they did not finish.
pub(in crate::dev) async fn sweep(env: &Env, project_root: &Path) {
    for (path, info) in runtimes(project_root).unwrap_or_default() {
        if info.pid != std::process::id() && info.stale(env).await {
            let _ = std::fs::remove_file(path);
        }
    }
    let Ok(entries) = std::fs::read_dir(project_root.join(".genkit")) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let draft = name.to_str().is_some_and(|name| name.starts_with('.') && name.ends_with(".tmp"));
        let old = || entry.metadata().and_then(|m| m.modified()).ok().and_then(|at| at.elapsed().ok());
        if draft && old().is_some_and(|age| age > Duration::from_secs(60)) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
