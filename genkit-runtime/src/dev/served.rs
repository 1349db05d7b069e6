//! How many runtimes of this program are served, and waiting for the last.

use std::sync::LazyLock;

use tokio::sync::watch;

use super::telemetry;

static SERVED: LazyLock<watch::Sender<usize>> = LazyLock::new(|| watch::Sender::new(0));

/// Counts a served runtime while it lives.
pub(super) struct Served(());

impl Served {
    pub(super) fn new() -> Self {
        SERVED.send_modify(|n| *n += 1);
        Self(())
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
        tracing::info!(target: "genkit::dev", "main is done; the program stays for developer tools until Ctrl-C");
        wait().await;
    } else {
        telemetry::flush_all().await;
    }
}
