//! Chunks on their way out as JSON text: written one after another into one buffer, with neither a tree nor a message
//! for each.

use std::future::poll_fn;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use super::action::ActionChunk;
use super::error::{Error, Result};
use super::stream::{Chunks, Sent, Sink, reader_gone};

/// How many chunks, or how many bytes of them, wait unread before the sender does.
const CHUNKS: usize = 256;
const BYTES: usize = 64 * 1024;

/// The writing end, to be given to a run; the reading end is [`TextReader`].
#[derive(Clone)]
pub(crate) struct TextChunks(Arc<Shared>);

/// The reading end. Dropped, it tells the run that nobody reads.
pub(crate) struct TextReader(Arc<Shared>);

struct Shared {
    /// What stands before and after each chunk.
    frame: (&'static str, &'static str),
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    text: Vec<u8>,
    /// Up to here the text is whole; what a serializer that panics leaves behind is cut off.
    whole: usize,
    chunks: usize,
    reader: Option<Waker>,
    senders: Vec<Waker>,
    closed: bool,
}

/// A buffer for chunks, each written between these two.
pub(crate) fn channel(before: &'static str, after: &'static str) -> (TextChunks, TextReader) {
    let shared = Arc::new(Shared { frame: (before, after), state: Mutex::default() });
    (TextChunks(shared.clone()), TextReader(shared))
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_full(&self) -> bool {
        !self.closed && (self.chunks >= CHUNKS || self.whole >= BYTES)
    }
}

impl TextChunks {
    /// For a run whose chunks are of this type.
    pub(crate) fn typed<C: ActionChunk>(&self) -> Chunks<C> {
        Chunks::to(Arc::new(self.clone()))
    }
}

impl<C: ActionChunk> Sink<C> for TextChunks {
    fn send(&self, chunk: C) -> Sent {
        let (before, after) = self.0.frame;
        let mut state = self.0.state();
        if state.closed {
            return Sent::Now(Err(reader_gone()));
        }
        let whole = state.whole;
        state.text.truncate(whole);
        state.text.extend_from_slice(before.as_bytes());
        if let Err(error) = serde_json::to_writer(&mut state.text, chunk.data()) {
            return Sent::Now(Err(Error::from(error)));
        }
        state.text.extend_from_slice(after.as_bytes());
        state.whole = state.text.len();
        state.chunks += 1;
        let (full, reader) = (state.is_full(), state.reader.take());
        drop(state);
        if let Some(reader) = reader {
            reader.wake();
        }
        if full { Sent::Later(Box::pin(room(self.0.clone()))) } else { Sent::Now(Ok(())) }
    }
}

async fn room(shared: Arc<Shared>) -> Result<()> {
    poll_fn(|cx| {
        let mut state = shared.state();
        if state.closed {
            return Poll::Ready(Err(reader_gone()));
        }
        if !state.is_full() {
            return Poll::Ready(Ok(()));
        }
        if !state.senders.iter().any(|sender| sender.will_wake(cx.waker())) {
            state.senders.push(cx.waker().clone());
        }
        Poll::Pending
    })
    .await
}

impl TextReader {
    /// Everything that was written since; `None` if that is nothing, and then this one is woken by the next chunk.
    pub(crate) fn take(&self, waker: &Waker) -> Option<Vec<u8>> {
        let mut state = self.0.state();
        if state.whole == 0 {
            state.reader = Some(waker.clone());
            return None;
        }
        let (whole, room) = (state.whole, state.text.len().min(BYTES));
        let mut text = mem::replace(&mut state.text, Vec::with_capacity(room));
        text.truncate(whole);
        (state.whole, state.chunks) = (0, 0);
        let senders = mem::take(&mut state.senders);
        drop(state);
        senders.into_iter().for_each(Waker::wake);
        Some(text)
    }

    /// Whoever drives the run looks for chunks afterwards anyway, and need not be woken by them.
    pub(crate) fn looks_by_itself(&self) {
        self.0.state().reader = None;
    }
}

impl Drop for TextReader {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.closed = true;
        state.text = Vec::new();
        let senders = mem::take(&mut state.senders);
        drop(state);
        senders.into_iter().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(reader: &TextReader) -> Option<String> {
        reader.take(Waker::noop()).map(|text| String::from_utf8(text).unwrap())
    }

    #[tokio::test]
    async fn chunks_that_are_ready_are_one_text() {
        let (text, reader) = channel("<", ">");
        let out = text.typed::<u32>();
        assert_eq!(taken(&reader), None);
        out.send(1).await.unwrap();
        out.send(2).await.unwrap();
        assert_eq!(taken(&reader).as_deref(), Some("<1><2>"));
        assert_eq!(taken(&reader), None);
    }

    #[tokio::test]
    async fn who_is_far_ahead_waits() {
        let (text, reader) = channel("", "");
        let out = text.typed::<u32>();
        for n in 1..CHUNKS as u32 {
            out.send(n).await.unwrap();
        }
        let mut last = Box::pin(out.send(0));
        assert!(futures_util::poll!(last.as_mut()).is_pending());
        assert!(taken(&reader).is_some());
        last.await.unwrap();
    }

    #[tokio::test]
    async fn without_a_reader_sending_fails() {
        let (text, reader) = channel("", "");
        drop(reader);
        assert_eq!(text.typed().send(1).await.unwrap_err().status(), crate::Status::Cancelled);
    }

    #[test]
    fn a_serializer_that_panics_leaves_nothing_behind() {
        struct Half;
        impl serde::Serialize for Half {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                use serde::ser::SerializeSeq;
                let mut seq = serializer.serialize_seq(None)?;
                seq.serialize_element(&1)?;
                panic!("half-way");
            }
        }
        impl schemars::JsonSchema for Half {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                "Half".into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::Schema::default()
            }
        }
        let (text, reader) = channel("<", ">");
        let half = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            drop(text.typed::<Half>().send(Half));
        }));
        assert!(half.is_err());
        drop(text.typed::<u32>().send(7));
        assert_eq!(taken(&reader).as_deref(), Some("<7>"));
    }
}
