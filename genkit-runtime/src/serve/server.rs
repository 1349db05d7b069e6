//! A whole server: it listens, answers, and stops in good order.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc, watch};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::connection::{self, Phase, Shared};
use super::flows::Flows;
use super::gate::Gate;
use super::limits::Limits;
use super::{health, reply};
use crate::core::BoxFuture;
use crate::core::app::Genkit;
use crate::core::env::Task;
use crate::core::error::{Error, Result, ResultExt, Status};
use crate::core::signal::signal;

/// Where Genkit's servers listen if nothing is said.
const PORT: u16 = 3400;

/// How long the last words of a run may take.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// A server of flows, with health at `/healthz` and readiness at `/readyz`.
///
/// ```no_run
/// use genkit::serve::{Flows, Server};
///
/// # #[tokio::main] async fn main() -> genkit::Result<()> {
/// let ai = genkit::Genkit::builder().build().await?;
/// Server::of(Flows::of(&ai).prefix("/api")).allow_origins(["http://localhost:4200"]).port(8080).run().await
/// # }
/// ```
#[must_use = "a server serves when it is run"]
pub struct Server {
    ai: Genkit,
    app: Router,
    gate: Option<Arc<Gate>>,
    limits: Limits,
    origins: Vec<String>,
    host: Option<String>,
    port: Option<u16>,
}

impl Server {
    /// A server of these flows.
    pub fn of(flows: Flows) -> Self {
        let (ai, limits) = (flows.ai().clone(), flows.given_limits().clone());
        let (app, gate) = flows.router();
        Self { gate: Some(gate), limits, ..Self::new(&ai, app) }
    }

    /// A server of an application of one's own, of which flows are a part.
    pub fn new(ai: &Genkit, app: Router) -> Self {
        let (limits, origins) = (Limits::default(), Vec::new());
        Self { ai: ai.clone(), app, gate: None, limits, origins, host: None, port: None }
    }

    /// Adds routes.
    pub fn merge(mut self, app: Router) -> Self {
        self.app = self.app.merge(app);
        self
    }

    /// Limits of connections; those of [`Flows::limits`] unless set here.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Web pages of these origins, for example `http://localhost:4200`, may call the server; `*` stands for all. None
    /// may by default.
    pub fn allow_origins<O: Into<String>>(mut self, origins: impl IntoIterator<Item = O>) -> Self {
        self.origins.extend(origins.into_iter().map(Into::into));
        self
    }

    /// The address to listen on, in place of the environment's `HOST`, or else of all there are.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = Some(host.into());
        self
    }

    /// The port to listen on, in place of the environment's `PORT`, or else 3400.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Serves until the program is asked to end (SIGINT, SIGTERM): then no more requests are taken, runs may go on for
    /// a while, and traces are sent. A second signal ends the waiting.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if `PORT` is no port, `UNAVAILABLE` if it is taken.
    pub async fn run(self) -> Result<()> {
        let port = match (self.port, std::env::var("PORT")) {
            (Some(port), _) => port,
            (None, Ok(text)) => text
                .parse()
                .or_status(Status::InvalidArgument, format!("the environment's PORT is no port: {text}"))?,
            (None, Err(_)) => PORT,
        };
        let host = self.host.clone().or_else(|| std::env::var("HOST").ok().filter(|host| !host.is_empty()));
        let host = host.unwrap_or_else(|| "0.0.0.0".to_owned());
        let listener = TcpListener::bind((host.as_str(), port))
            .await
            .or_status(Status::Unavailable, format!("the server cannot listen on {host}:{port}"))?;
        tracing::info!(target: "genkit::serve", "listening on http://{}", listener.local_addr()?);
        self.serve(listener, || Box::pin(signal())).await
    }

    /// Serves what connects to this listener until `stop` is done, as [`run`](Self::run) does.
    ///
    /// # Errors
    /// None so far.
    pub async fn serve_until(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<()> {
        let mut stop = Some(Box::pin(stop) as BoxFuture<'static, ()>);
        self.serve(listener, move || stop.take().unwrap_or_else(|| Box::pin(std::future::pending()))).await
    }

    async fn serve(
        self,
        listener: TcpListener,
        mut stop: impl FnMut() -> BoxFuture<'static, ()>,
    ) -> Result<()> {
        let app = self.app.merge(health::router(&self.ai)).fallback(nowhere);
        let app = if self.origins.is_empty() { app } else { app.layer(cors(&self.origins)?) };
        let (env, limits) = (self.ai.env().clone(), self.limits);
        let phase = watch::Sender::new(Phase::Serving);
        let shared = Arc::new(Shared { app, limits, env: env.clone(), phase });
        let (open, mut closed) = mpsc::channel::<()>(1);
        let mut first = stop();
        tokio::select! {
            () = accept(&listener, &shared, open) => {}
            () = &mut first => {}
        }
        drop(listener);
        shared.phase.send_replace(Phase::Draining);
        let drained = async {
            // Nobody sends: it ends with the last connection.
            closed.recv().await;
            if let Some(gate) = &self.gate {
                gate.drained().await;
            }
        };
        tokio::pin!(drained);
        let done = tokio::select! {
            () = &mut drained => true,
            () = env.sleep(shared.limits.drain_time) => false,
            () = stop() => false,
        };
        if !done {
            shared.phase.send_replace(Phase::Stopping);
            tokio::select! { () = drained => {}, () = env.sleep(LAST_WORDS) => {} }
            shared.phase.send_replace(Phase::Over);
        }
        self.ai.flush_tracing().await;
        Ok(())
    }
}

/// Takes connections, as many as are allowed.
async fn accept(listener: &TcpListener, shared: &Arc<Shared>, open: mpsc::Sender<()>) {
    let room = Arc::new(Semaphore::new(shared.limits.connections));
    loop {
        let Ok(place) = room.clone().acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let (shared, open) = (shared.clone(), open.clone());
                Task::spawn(async move {
                    connection::serve(stream, shared).await;
                    drop((open, place));
                })
                .detach();
            }
            // Out of file handles, or a connection that is gone already: the next one may do.
            Err(_) => shared.env.sleep(Duration::from_millis(50)).await,
        }
    }
}

/// What the pages of these origins may do.
fn cors(origins: &[String]) -> Result<CorsLayer> {
    let told = [reply::TRACE, reply::SPAN, reply::STREAM];
    let origin = if origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        let values: std::result::Result<Vec<HeaderValue>, _> = origins.iter().map(|o| o.parse()).collect();
        AllowOrigin::list(values.or_status(Status::InvalidArgument, "an origin is no header value")?)
    };
    Ok(CorsLayer::new()
        .allow_origin(origin)
        .allow_methods([axum::http::Method::POST])
        .allow_headers(tower_http::cors::AllowHeaders::mirror_request())
        .expose_headers(told as [HeaderName; 3]))
}

async fn nowhere(uri: Uri) -> Response {
    let error = Error::public(Status::NotFound, format!("nothing is served at {}", uri.path()));
    reply::failed_as(StatusCode::NOT_FOUND, &error)
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("port", &self.port).field("limits", &self.limits).finish()
    }
}
