//! A runtime that is served to developer tools, from its start to its end.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use super::discovery::{RuntimeFile, sweep};
use super::options::DevOptions;
use super::runs::Runs;
use super::served::{Served, wait};
use super::store::TraceStore;
use super::telemetry::{self, Attached, Destination, Exporter};
use super::{reflection, shutdown, socket};
use crate::core::app::Genkit;
use crate::core::env::Task;
use crate::core::error::{Error, Result};

/// What is known of a served runtime by all that serve it.
pub(super) struct Dev {
    pub(super) ai: Genkit,
    pub(super) runs: Runs,
    pub(super) exporter: Exporter,
    /// True where the environment said where traces go: then no tool may say otherwise.
    fixed: bool,
    /// Asked to stop, by a tool or by the program.
    pub(super) stop: CancellationToken,
    served: Mutex<Option<Served>>,
}

impl Dev {
    /// Listens to the runtime from now on, though nobody is served yet.
    pub(super) fn new(ai: &Genkit, options: &DevOptions) -> Self {
        let destination = match (&options.telemetry, &options.trace_files) {
            (Some(url), _) => Destination::Server(url.trim_end_matches('/').into()),
            (None, true) => Destination::Files(Arc::new(TraceStore::new(options.root()))),
            (None, false) => Destination::Nowhere,
        };
        let exporter = Exporter::new(ai.env().clone(), destination, options.realtime);
        ai.add_trace_sink(exporter.clone());
        Self {
            ai: ai.clone(),
            runs: Runs::new(options.console),
            exporter,
            fixed: options.telemetry.is_some(),
            stop: CancellationToken::new(),
            served: Mutex::new(Some(Served::new())),
        }
    }

    /// A tool tells where its telemetry server is; what the environment said stands.
    pub(super) fn telemetry_server(&self, url: &str) {
        if !self.fixed {
            self.exporter.server(url);
        }
    }

    /// Takes nothing more, and is not waited for.
    fn end(&self) {
        self.exporter.close();
        self.served.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
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
    let running = start(Dev::new(ai, &options), options).await?;
    let (url, id, stop) = (running.url.clone(), running.id.clone(), running.dev.stop.clone());
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
    dev: Arc<Dev>,
    _file: Option<RuntimeFile>,
    _logs: Attached,
    _worker: Task<()>,
    server: Task<()>,
}

pub(super) async fn start(dev: Dev, options: DevOptions) -> Result<Running> {
    let dev = Arc::new(dev);
    let running = open(dev.clone(), options).await;
    if running.is_err() {
        dev.end();
    }
    running
}

async fn open(dev: Arc<Dev>, options: DevOptions) -> Result<Running> {
    let logs = telemetry::attach(&dev.ai, &dev.exporter);
    let worker = Task::spawn(telemetry::work(dev.exporter.clone()));
    if let Some(manager) = options.manager.clone() {
        let id = socket::id(&options);
        let server = Task::spawn(socket::serve(dev.clone(), manager.clone(), id.clone()));
        return Ok(Running { url: manager, id, dev, _file: None, _logs: logs, _worker: worker, server });
    }
    let listener = reflection::Listener::bind(&options).await?;
    let (url, id) = (listener.url(), listener.id(&options));
    let server = Task::spawn(listener.serve(dev.clone(), id.clone()));
    let root = options.root();
    let file = options
        .runtime_file
        .then(|| RuntimeFile::write(&root, &id, dev.ai.name(), &url, dev.ai.env().now_ms()));
    let file = file
        .transpose()
        .map_err(|e| Error::unavailable(format!("the runtime file cannot be written: {e}")).with_cause(e))?;
    if file.is_some() {
        let env = dev.ai.env().clone();
        Task::spawn(async move { sweep(&env, &root).await }).detach();
    }
    Ok(Running { url, id, dev, _file: file, _logs: logs, _worker: worker, server })
}

impl Running {
    /// Serves until somebody asks it to stop; a signal that ends the program is waited for, too.
    pub(super) async fn until_stopped(self) {
        let stop = self.dev.stop.clone();
        tokio::select! {
            () = stop.cancelled() => self.close().await,
            () = shutdown::signal() => {
                self.close().await;
                // Others of this program have files to remove, too.
                wait().await;
                shutdown::exit();
            }
        }
    }

    /// Stops the runs, answers those who wait for them, and sends what was traced.
    async fn close(self) {
        let Self { dev, server, .. } = self;
        dev.runs.stop_all(dev.ai.env()).await;
        dev.stop.cancel();
        let _ = server.await;
        dev.exporter.flush().await;
        dev.end();
    }
}
