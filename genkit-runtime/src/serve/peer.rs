//! What a connection knows of its requests, and the run behind a request of its connection.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context as TaskContext, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use hyper::body::{Frame, SizeHint};

use crate::core::error::{Error, Status};

/// One connection of our own server; requests carry it in their extensions. Whoever changes it polls the connection
/// next, and with it the runs behind its requests.
#[derive(Clone, Debug, Default)]
pub(super) struct Peer(Arc<State>);

#[derive(Debug, Default)]
struct State {
    left: AtomicU8,
    requests: AtomicUsize,
    answering: AtomicUsize,
    read: AtomicU64,
    written: AtomicU64,
    blocked: AtomicBool,
}

const GONE: u8 = 1;
const STOPPING: u8 = 2;

/// What has happened so far on a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Progress {
    pub(super) requests: usize,
    /// True while a request is being answered.
    pub(super) answering: bool,
    /// Bytes that came and went.
    pub(super) read: u64,
    pub(super) written: u64,
    /// True if what is written waits for the client to read.
    pub(super) blocked: bool,
}

impl Peer {
    /// A request has begun; it is answered while what is returned is there.
    pub(super) fn attend(&self) -> Attending {
        self.0.requests.fetch_add(1, Ordering::Relaxed);
        self.0.answering.fetch_add(1, Ordering::Relaxed);
        Attending(self.clone())
    }

    /// True while a request is answered.
    pub(super) fn is_attended(&self) -> bool {
        self.0.answering.load(Ordering::Relaxed) > 0
    }

    pub(super) fn progress(&self) -> Progress {
        Progress {
            requests: self.0.requests.load(Ordering::Relaxed),
            answering: self.is_attended(),
            read: self.0.read.load(Ordering::Relaxed),
            written: self.0.written.load(Ordering::Relaxed),
            blocked: self.0.blocked.load(Ordering::Relaxed),
        }
    }

    pub(super) fn read(&self, bytes: usize) {
        self.0.read.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(super) fn written(&self, bytes: Option<usize>) {
        self.0.written.fetch_add(bytes.unwrap_or(0) as u64, Ordering::Relaxed);
        self.0.blocked.store(bytes.is_none(), Ordering::Relaxed);
    }

    /// The client has closed its side.
    pub(super) fn gone(&self) {
        self.0.left.fetch_max(GONE, Ordering::Relaxed);
    }

    /// The server stops and waits no longer.
    pub(super) fn stop(&self) {
        self.0.left.fetch_max(STOPPING, Ordering::Relaxed);
    }

    /// Done when nothing is to be waited for on behalf of this connection any more; never without one.
    pub(super) async fn left(peer: Option<&Self>) -> Error {
        poll_fn(|_| peer.and_then(Self::interrupted).map_or(Poll::Pending, Poll::Ready)).await
    }

    /// Why a run is to end before it is done.
    pub(super) fn interrupted(&self) -> Option<Error> {
        match self.0.left.load(Ordering::Relaxed) {
            0 => None,
            GONE => Some(Error::public(Status::Cancelled, "the client has closed the connection")),
            _ => Some(Error::public(Status::Unavailable, "the server is stopping")),
        }
    }
}

/// A request is being answered.
#[derive(Debug)]
pub(super) struct Attending(Peer);

impl Attending {
    /// The answer, whose body is the last of the request.
    pub(super) fn until_sent(self, answer: Response) -> Response<Attended> {
        answer.map(|body| Attended { attending: (!body.is_end_stream()).then_some(self), body })
    }
}

impl Drop for Attending {
    fn drop(&mut self) {
        self.0.0.answering.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The body of an answer, and the request until the body is dropped.
#[derive(Debug)]
pub(super) struct Attended {
    body: Body,
    #[expect(dead_code, reason = "it is held")]
    attending: Option<Attending>,
}

impl HttpBody for Attended {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut TaskContext<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
