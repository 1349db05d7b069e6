//! Flows over HTTP: what clients see, from the wire and by the typed client.

mod agents;
mod client;
mod connections;
mod context;
mod document;
mod durable;
mod limits;
mod requests;
mod shutdown;
mod wire;

use std::time::Duration;

use genkit::prelude::*;
use genkit::serve::{Flows, Server};
use genkit::{Action, BoxFuture, Env};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A server that stops when it is asked to, or dropped.
pub(super) struct Running {
    pub(super) url: String,
    stop: Option<oneshot::Sender<()>>,
    task: tokio::task::JoinHandle<Result<()>>,
}

impl Running {
    pub(super) async fn start(server: Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let stopped = async { drop(stopped.await) };
        let task = tokio::spawn(server.serve_until(listener, stopped));
        Self { url, stop: Some(stop), task }
    }

    pub(super) fn at(&self, path: &str) -> String {
        self.url.clone() + path
    }

    pub(super) fn host(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    pub(super) fn ask_to_stop(&mut self) {
        self.stop.take();
    }

    /// Waits until it has stopped.
    pub(super) async fn stopped(mut self) {
        self.ask_to_stop();
        (&mut self.task).await.unwrap().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A runtime of these actions.
pub(super) fn runtime(actions: impl IntoIterator<Item = Action>) -> Genkit {
    Genkit::builder().without_discovery().register_all(actions).build_now().unwrap()
}

/// Flows of every sort.
pub(super) fn flows() -> Vec<Action> {
    vec![
        Flow::builder("double").description("Doubles").handler(|n: i64, _| async move { Ok(n * 2) }),
        Flow::builder("count").streaming(|n: u32, _, out: Chunks<u32>| async move {
            for i in 0..n {
                out.send(i).await?;
            }
            Ok(n)
        }),
        Flow::builder("nothing").handler(|(): (), _| async move { Ok(()) }),
        Flow::builder("who").handler(|(): (), ctx: Ctx| async move { Ok(json!(ctx.context())) }),
        Flow::builder("broken").handler(|(): (), _| async move {
            Err::<(), _>(Error::not_found("row 7").with_details(json!({"table": "dishes"})))
        }),
        Flow::builder("refused").handler(|(): (), _| async move {
            Err::<(), _>(
                Error::public(Status::NotFound, "no such dish").with_details(json!({"dish": "soup"})),
            )
        }),
        Flow::builder("panics").streaming(|n: u32, _, out: Chunks<u32>| async move {
            out.send(n).await?;
            assert!(n == 0, "on purpose");
            Ok(())
        }),
    ]
}

pub(super) async fn serve() -> Running {
    Running::start(Server::of(Flows::of(&runtime(flows())))).await
}

/// A flow that begins, says so, and is never done; the receiver learns when it is dropped.
pub(super) fn endless() -> (Action, tokio::sync::mpsc::UnboundedReceiver<&'static str>) {
    struct Dropped(tokio::sync::mpsc::UnboundedSender<&'static str>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            let _ = self.0.send("dropped");
        }
    }
    let (tell, told) = tokio::sync::mpsc::unbounded_channel();
    let flow = Flow::builder("endless").streaming(move |(): (), _, out: Chunks<u32>| {
        let tell = tell.clone();
        async move {
            let _dropped = Dropped(tell.clone());
            let _ = tell.send("begun");
            out.send(1).await?;
            std::future::pending::<()>().await;
            Ok(())
        }
    });
    (flow, told)
}

/// A clock whose limits are over at once, and whose pauses never end.
pub(super) struct NoPatience;

impl genkit::Clock for NoPatience {
    fn now(&self) -> std::time::SystemTime {
        std::time::SystemTime::now()
    }
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
    fn limit(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

pub(super) fn impatient(actions: impl IntoIterator<Item = Action>) -> Genkit {
    let env = Env::system().with_clock(NoPatience);
    Genkit::builder().without_discovery().env(env).register_all(actions).build_now().unwrap()
}

pub(super) fn body(answer: &str) -> Value {
    serde_json::from_str(answer).unwrap_or_else(|e| panic!("{e}: {answer}"))
}
