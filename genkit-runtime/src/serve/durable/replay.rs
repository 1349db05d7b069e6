//! The body of an answer that reads a kept stream.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use hyper::body::Frame;

use crate::core::durable::{StreamEvent, Subscription};
use crate::core::error::Error;
use crate::serve::peer::Peer;
use crate::serve::{reply, stream};

/// How many bytes go out in one frame at most.
const FRAME: usize = 64 * 1024;

pub(in crate::serve) struct Replay {
    events: Option<Subscription>,
    peer: Option<Peer>,
}

impl Replay {
    pub(in crate::serve) fn new(events: Subscription, peer: Option<Peer>) -> Self {
        Self { events: Some(events), peer }
    }

    fn event(&mut self, frame: &mut String, event: Option<Result<StreamEvent, Error>>) {
        let end = match event {
            Some(Ok(StreamEvent::Chunk(chunk))) => {
                return stream::chunk(frame, &chunk);
            }
            Some(Ok(StreamEvent::Done(output))) => stream::result(&output),
            Some(Ok(StreamEvent::Failed(told))) => stream::error(&told.to_string()),
            Some(Err(error)) => stream::error(&reply::told(&error)),
            None => stream::error(&reply::told(&Error::internal("a kept stream has no end"))),
        };
        frame.push_str(&end);
        self.events = None;
    }
}

impl HttpBody for Replay {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let mut frame = String::new();
        while frame.len() < FRAME {
            let Some(events) = &mut self.events else { break };
            match events.as_mut().poll_next(cx) {
                Poll::Ready(event) => self.event(&mut frame, event),
                Poll::Pending => match self.peer.as_ref().and_then(Peer::interrupted) {
                    Some(left) => self.event(&mut frame, Some(Err(left))),
                    None if frame.is_empty() => return Poll::Pending,
                    None => break,
                },
            }
        }
        Poll::Ready(if frame.is_empty() { None } else { Some(Ok(Frame::data(frame.into()))) })
    }

    fn is_end_stream(&self) -> bool {
        self.events.is_none()
    }
}
