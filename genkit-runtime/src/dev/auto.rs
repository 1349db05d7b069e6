//! Serving without being asked: every runtime that is built where `GENKIT_ENV=dev`.

use super::options::DevOptions;
use super::serve::{Dev, start};
use crate::core::app::{Genkit, OnBuild};
use crate::core::env::Task;

inventory::submit!(OnBuild(on_build));

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
    let options = DevOptions::automatic();
    // What runs before the server listens is traced, too.
    let dev = Dev::new(ai, &options);
    Task::spawn(async move {
        match start(dev, options).await {
            Ok(running) => running.until_stopped().await,
            Err(error) => {
                tracing::warn!(target: "genkit::dev", %error, "developer tools cannot reach this program");
            }
        }
    })
    .detach();
}
