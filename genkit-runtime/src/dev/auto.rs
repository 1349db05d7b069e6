//! Serving without being asked: every runtime that is built where `GENKIT_ENV=dev`.

use std::sync::LazyLock;

use tokio::sync::watch;

use super::options::DevOptions;
use super::serve::{Dev, start};
use super::telemetry;
use crate::core::app::{Genkit, OnBuild};
use crate::core::env::Task;

inventory::submit!(OnBuild(on_build));

/// How many runtimes of this program are served.
static SERVED: LazyLock<watch::Sender<usize>> = LazyLock::new(|| watch::Sender::new(0));

fn on_build(ai: &Genkit) {
    // A runtime below another one is a part of it, and may live for one request only.
    if ai.parent().is_some() || std::env::var("GENKIT_ENV").as_deref() != Ok("dev") {
        return;
    }
    if tokio::runtime::Handle::try_current().is_err() {
        tracing::warn!(
            target: "genkit::dev",
            "GENKIT_ENV=dev, but no tokio runtime to serve developer tools on: build inside one"
        );
        return;
    }
    let served = Served::new();
    let options = DevOptions::automatic();
    let dev = Dev::new(ai, &options);
    Task::spawn(async move {
        let _served = served;
        match start(dev, options).await {
            Ok(running) => running.until_stopped().await,
            Err(error) => {
                tracing::warn!(target: "genkit::dev", %error, "developer tools cannot reach this program");
            }
        }
    })
    .detach();
}

/// Counts a served runtime while it lives.
struct Served;

impl Served {
    fn new() -> Self {
        SERVED.send_modify(|n| *n += 1);
        Self
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        SERVED.send_modify(|n| *n = n.saturating_sub(1));
    }
}

/// Keeps a program at hand for developer tools: returns when none of its runtimes is served, at once where
/// `GENKIT_ENV` is not `dev`. `#[genkit::main]` does it after the main function is done.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> genkit::Result<()> {
/// let ai = genkit::Genkit::builder().build().await?;
/// genkit::dev::wait().await;
/// # Ok(()) }
/// ```
pub async fn wait() {
    let _ = SERVED.subscribe().wait_for(|served| *served == 0).await;
}

/// What `#[genkit::main]` does after the main function.
pub(crate) async fn after_main(succeeded: bool) {
    if *SERVED.borrow() == 0 {
        return;
    }
    telemetry::install_console();
    if succeeded {
        wait().await;
    } else {
        telemetry::flush_all().await;
    }
}
