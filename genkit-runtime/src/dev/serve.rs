//! A runtime that is served to developer tools, from its start to its end.

use std::fmt;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::options::DevOptions;
use super::reflection;
use super::runs::Runs;
use super::shutdown;
use crate::core::app::Genkit;
use crate::core::env::Task;
use crate::core::error::Result;

/// What is known of a served runtime by all that serve it.
pub(super) struct Dev {
    pub(super) ai: Genkit,
    pub(super) runs: Runs,
    /// Asked to stop, by a tool or by the program.
    pub(super) stop: CancellationToken,
}

impl Dev {
    /// A tool tells where its telemetry server is; what the environment said stands.
    pub(super) fn telemetry_server(&self, _url: &str) {}
}

/// Serves a runtime to developer tools, as is done without asking where `GENKIT_ENV=dev`.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> genkit::Result<()> {
/// use genkit::dev::{DevOptions, serve};
///
/// let ai = genkit::Genkit::builder().build().await?;
/// let server = serve(&ai, DevOptions::new().port(0).runtime_file(false)).await?;
/// assert!(server.url().starts_with("http://127.0.0.1:"));
/// server.stop().await;
/// # Ok(()) }
/// ```
///
/// # Errors
/// `UNAVAILABLE` if there is no port to listen on, or if the runtime file cannot be written.
pub async fn serve(ai: &Genkit, options: DevOptions) -> Result<DevServer> {
    let running = start(ai, options).await?;
    let (url, id, stop) = (running.url.clone(), running.id.clone(), running.stop.clone());
    Ok(DevServer { url, id, stop, task: Task::spawn(running.until_stopped()) })
}

/// A runtime that is served to developer tools until this is dropped or stopped.
pub struct DevServer {
    url: String,
    id: String,
    stop: CancellationToken,
    task: Task<()>,
}

impl DevServer {
    /// Where it listens, for example `http://127.0.0.1:3100`; where it connected to, for one that does not listen.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The id that tools know it by.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Stops serving: the runtime file is removed, runs that tools started are dropped, what was traced is sent.
    pub async fn stop(self) {
        self.stop.cancel();
        let _ = self.task.await;
    }

    /// Waits until a tool asks it to stop.
    pub async fn stopped(self) {
        let _ = self.task.await;
    }
}

impl fmt::Debug for DevServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DevServer").field("url", &self.url).field("id", &self.id).finish()
    }
}

/// What [`start`] started.
pub(super) struct Running {
    pub(super) url: String,
    pub(super) id: String,
    ai: Genkit,
    stop: CancellationToken,
    _server: Task<()>,
}

pub(super) async fn start(ai: &Genkit, options: DevOptions) -> Result<Running> {
    let listener = reflection::Listener::bind(&options).await?;
    let (url, id) = (listener.url(), listener.id(&options));
    let stop = CancellationToken::new();
    let dev = Arc::new(Dev { ai: ai.clone(), runs: Runs::default(), stop: stop.clone() });
    let server = Task::spawn(listener.serve(dev, id.clone()));
    Ok(Running { url, id, ai: ai.clone(), stop, _server: server })
}

impl Running {
    /// Serves until somebody asks it to stop; a signal that ends the program is waited for, too.
    pub(super) async fn until_stopped(self) {
        tokio::select! {
            () = self.stop.cancelled() => self.close().await,
            () = shutdown::signal() => {
                self.close().await;
                shutdown::exit();
            }
        }
    }

    async fn close(self) {
        self.ai.flush_tracing().await;
    }
}
