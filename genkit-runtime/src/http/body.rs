//! The body of an answer, read as it arrives.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::StreamExt;

use super::limit::Watch;
use crate::core::error::{Error, Result};

/// How much is read of a body that is wanted whole: pictures and sounds come as one.
const WHOLE: usize = 512 << 20;

type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>;

/// The body of an answer, piece by piece. Dropping it closes the connection.
pub struct Body {
    pieces: Pieces,
    watch: Option<Watch>,
}

impl Body {
    /// A body of these pieces.
    #[must_use]
    pub fn new(pieces: impl Stream<Item = Result<Bytes>> + Send + 'static) -> Self {
        Self { pieces: Box::pin(pieces), watch: None }
    }

    /// The same within bounds.
    pub(super) fn watched(mut self, watch: Watch) -> Self {
        self.watch = Some(watch);
        self
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the connection broke, `DEADLINE_EXCEEDED` if nothing more came.
    pub async fn next(&mut self) -> Option<Result<Bytes>> {
        match &mut self.watch {
            None => self.pieces.next().await,
            Some(watch) => match watch.idle(self.pieces.next()).await {
                Ok(piece) => piece,
                Err(error) => Some(Err(error)),
            },
        }
    }

    /// All of it.
    ///
    /// # Errors
    /// As [`next`](Self::next); `RESOURCE_EXHAUSTED` for more than half a gigabyte.
    pub async fn bytes(self) -> Result<Bytes> {
        self.at_most(WHOLE).await
    }

    pub(super) async fn at_most(mut self, limit: usize) -> Result<Bytes> {
        let Some(first) = self.next().await.transpose()? else { return Ok(Bytes::new()) };
        let mut all: Option<BytesMut> = None;
        let mut length = first.len();
        while let Some(piece) = self.next().await.transpose()? {
            length += piece.len();
            if length > limit {
                return Err(Error::new(
                    crate::core::error::Status::ResourceExhausted,
                    format!("the answer is longer than {limit} bytes"),
                ));
            }
            all.get_or_insert_with(|| BytesMut::from(first.as_ref())).extend_from_slice(&piece);
        }
        Ok(all.map_or(first, BytesMut::freeze))
    }
}

impl<B: Into<Bytes>> From<B> for Body {
    fn from(whole: B) -> Self {
        let whole = whole.into();
        Body::new(futures_util::stream::iter((!whole.is_empty()).then_some(Ok(whole))))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body")
    }
}

/// What a body is read within.
pub(super) fn watch(env: &crate::Env, idle: Option<Duration>, until: Option<Duration>) -> Watch {
    Watch::new(env.clone(), idle, until)
}
