//! One connection: requests one after another, until it is idle or stuck for too long, or the server stops.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower_service::Service;

use super::limits::Limits;
use super::peer::{Attended, Peer, Progress};
use super::socket::Socket;
use crate::core::env::Env;
use crate::core::error::{Error, Status};

/// How a server stands.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(super) enum Phase {
    Serving,
    /// Requests at hand are answered, no more are taken.
    Draining,
    /// Runs are told to end.
    Stopping,
    /// Nothing is waited for.
    Over,
}

/// What all connections of a server share.
pub(super) struct Shared {
    pub(super) app: Router,
    pub(super) limits: Limits,
    pub(super) env: Env,
    pub(super) phase: watch::Sender<Phase>,
}

pub(super) async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let _ = stream.set_nodelay(true);
    let peer = Peer::default();
    let service = service_fn({
        let (app, peer) = (shared.app.clone(), peer.clone());
        move |request| answer(app.clone(), peer.clone(), request)
    });
    let socket = TokioIo::new(Socket { stream, peer: peer.clone() });
    let mut http = http1::Builder::new().serve_connection(socket, service);
    let mut phase = shared.phase.subscribe();
    let mut watch = Watch::new(&shared.limits);
    let mut tick = shared.env.sleep(watch.pace);
    let slow = loop {
        tokio::select! {
            biased;
            _ = &mut http => return,
            () = &mut tick => {
                if let Some(stuck) = watch.look(peer.progress(), shared.env.elapsed()) {
                    break stuck;
                }
                tick = shared.env.sleep(watch.pace);
            }
            _ = phase.changed() => match *phase.borrow() {
                Phase::Serving => {}
                Phase::Draining => std::pin::Pin::new(&mut http).graceful_shutdown(),
                Phase::Stopping => peer.stop(),
                Phase::Over => return,
            },
        }
    };
    if slow == Stuck::Head {
        // Nothing was written so far: there is room for a few words.
        let _ = http.into_parts().io.into_inner().stream.try_write(too_late().as_bytes());
    }
}

async fn answer(
    mut app: Router,
    peer: Peer,
    mut request: Request<Incoming>,
) -> Result<Response<Attended>, Infallible> {
    let attending = peer.attend();
    request.extensions_mut().insert(peer);
    Ok(attending.until_sent(app.call(request).await?))
}

/// Says of a connection that it is stuck. It looks now and then, so that a request costs no timer.
struct Watch {
    pace: Duration,
    head: Duration,
    idle: Duration,
    seen: Progress,
    /// When something last happened, and since when a head is incomplete.
    moved: Option<Duration>,
    began: Option<Duration>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stuck {
    /// A head takes too long to arrive.
    Head,
    /// Nothing comes, or nothing is read.
    Idle,
}

impl Watch {
    fn new(limits: &Limits) -> Self {
        let (head, idle) = (limits.head_time, limits.idle_time);
        let pace = (head.min(idle) / 4).max(Duration::from_millis(1));
        Self { pace, head, idle, seen: Progress::default(), moved: None, began: None }
    }

    fn look(&mut self, now: Progress, time: Duration) -> Option<Stuck> {
        let before = std::mem::replace(&mut self.seen, now);
        let working = now.answering && !now.blocked;
        if now != before || working {
            self.moved = Some(time);
        }
        let new_head = !now.answering && now.requests == before.requests && now.read > before.read;
        match self.began {
            _ if now.answering || now.requests != before.requests => self.began = None,
            None if new_head => self.began = Some(time),
            _ => {}
        }
        let past =
            |since: Option<Duration>, most| since.is_some_and(|since| time.saturating_sub(since) >= most);
        if past(self.began, self.head) {
            return Some(Stuck::Head);
        }
        let moved = *self.moved.get_or_insert(time);
        past(Some(moved), self.idle).then_some(Stuck::Idle)
    }
}

fn too_late() -> String {
    let error = Error::public(Status::DeadlineExceeded, "the head of the request took too long to arrive");
    let body = error.to_client().to_string();
    format!(
        "HTTP/1.1 408 Request Timeout\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    )
}
