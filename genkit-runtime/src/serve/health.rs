//! Whether the server is alive, and whether it can do its work.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::reply;
use crate::core::app::Genkit;
use crate::core::error::{Error, Status};

/// `GET /healthz` answers as long as the program runs; `GET /readyz` once every plugin could be made ready.
pub(super) fn router(ai: &Genkit) -> Router {
    Router::new().route("/healthz", get(async || fine())).route("/readyz", get(ready)).with_state(ai.clone())
}

async fn ready(State(ai): State<Genkit>) -> Response {
    match ai.actions().await {
        Ok(_) => fine(),
        Err(error) => {
            tracing::warn!(target: "genkit::serve", %error, "not ready: a plugin cannot be made ready");
            reply::failed(&Error::public(Status::Unavailable, "not ready"))
        }
    }
}

fn fine() -> Response {
    reply::json(r#"{"status":"OK"}"#)
}
