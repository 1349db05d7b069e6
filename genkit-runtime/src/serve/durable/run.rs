//! A run that writes its stream whether or not somebody reads it.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use axum::http::HeaderValue;
use serde_json::Value;

use super::name;
use crate::core::durable::{StreamEvent, StreamManager, StreamWriter, Subscription};
use crate::core::env::Task;
use crate::core::error::{Error, Result};
use crate::core::text::{TextChunks, TextReader, channel};
use crate::serve::reply;
use crate::serve::work::Work;

/// A buffer for chunks, a line each: no JSON text of ours has a line break in it.
pub(in crate::serve) fn lines() -> (TextChunks, TextReader) {
    channel("", "\n")
}

/// Lets the run go on by itself; gives the id of its stream, and the stream.
pub(in crate::serve) async fn start(
    streams: &dyn StreamManager,
    caller: Option<Value>,
    work: Work,
    chunks: TextReader,
) -> Result<(HeaderValue, Subscription)> {
    let id = id()?;
    let name = name(&id, caller).ok_or_else(|| Error::internal("an id of another form"))?;
    let writer = streams.open(&name).await?;
    let events = streams.subscribe(&name).await?;
    let events = events.ok_or_else(|| Error::internal("a stream that was opened is not there"))?;
    Task::spawn(async move {
        if let Err(error) = write(work, chunks, writer).await {
            tracing::error!(target: "genkit::serve", %error, "a stream cannot be written: its run is dropped");
        }
    })
    .detach();
    Ok((id.parse()?, events))
}

/// The id of a stream, which lets its bearer read it: not to be guessed, hence from the operating system.
fn id() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|e| Error::internal(format!("no randomness: {e}")))?;
    let bits = u128::from_be_bytes(bytes) & !(0xf << 76) & !(0b11 << 62) | 0x4 << 76 | 0b10 << 62;
    let hex = format!("{bits:032x}");
    let part = |from, to| hex.get(from..to).unwrap_or_default();
    Ok([part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-"))
}

async fn write(mut work: Work, chunks: TextReader, mut writer: Box<dyn StreamWriter>) -> Result<()> {
    loop {
        let (ready, ended) = poll_fn(|cx| {
            chunks.looks_by_itself();
            let ended = Pin::new(&mut work).poll(cx);
            let ready = chunks.take(cx.waker());
            match (ready, ended) {
                (None, Poll::Pending) => Poll::Pending,
                (ready, Poll::Pending) => Poll::Ready((ready, None)),
                (ready, Poll::Ready(result)) => Poll::Ready((ready, Some(result))),
            }
        })
        .await;
        let ready = String::from_utf8(ready.unwrap_or_default())?;
        let mut events: Vec<_> = ready.lines().map(|chunk| StreamEvent::Chunk(chunk.to_owned())).collect();
        let done = ended.is_some();
        events.extend(ended.map(|result| match result {
            Ok(output) => StreamEvent::Done(output),
            Err(error) => {
                reply::log(&error);
                StreamEvent::Failed(error.to_client())
            }
        }));
        writer.write(events).await?;
        if done {
            return Ok(());
        }
    }
}
