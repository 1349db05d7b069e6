//! Recorded streams cut at every byte.
//!
//! Reading the whole beginning again for each cut would take days. Here a cut costs the bytes since the last event that
//! is whole: what a reader held there is a clone of it. The reader is the plugin's own and reads through the decoder of
//! `genkit::http`, as ever; some cuts are made again by a call of the model, and come to the same.

mod check;
mod piece;
mod places;

use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use genkit::http::Bytes;
use genkit::testing::HttpReply;
use genkit::{Chunks, Error, Genkit, ModelResponse, ModelResponseChunk, Result, Status};
use serde_json::{Value, json};

use crate::run::{AddPlugin, Stage, block};
use crate::stream::content_type;
use crate::{Outline, Recorded};
use check::{Check, Made};
pub use piece::Piece;
use piece::Slot;

/// What a plugin tells to have its recordings cut.
#[derive(Debug)]
pub struct Cuts {
    /// Its crate.
    pub package: &'static str,
    /// As in [`Provider`](crate::Provider).
    pub plugin: AddPlugin,
    /// As in [`Provider`](crate::Provider).
    pub outline: fn(&[Value]) -> Outline,
    /// What is cut.
    pub streams: Vec<Recorded>,
}

impl Cuts {
    /// Cuts them all, with the reader that `each` takes for a recording, and tells how many cuts that were.
    ///
    /// # Panics
    /// If a cut gives what it may not.
    pub fn every(mut self, each: impl Fn(&Cut<'_>) -> Result<usize, String> + Sync) {
        let began = Instant::now();
        // The long ones first: the processors end at one time.
        self.streams.sort_by_key(|recorded| std::cmp::Reverse(recorded.body.len()));
        let (next, cuts, again) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let failed = Mutex::new(Vec::new());
        let work = || {
            while let Some(recorded) = self.streams.get(next.fetch_add(1, Ordering::Relaxed)) {
                match each(&Cut { recorded, cuts: &self, again: &again }) {
                    Ok(made) => drop(cuts.fetch_add(made, Ordering::Relaxed)),
                    Err(error) => failed.lock().unwrap().push(format!("{}: {error}", recorded.name)),
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..std::thread::available_parallelism().map_or(1, Into::into) {
                scope.spawn(work);
            }
        });
        let bytes: usize = self.streams.iter().map(|recorded| recorded.body.len()).sum();
        let (cuts, again, streams) = (cuts.into_inner(), again.into_inner(), self.streams.len());
        let seconds = began.elapsed().as_secs_f64();
        let package = self.package;
        // Past what a passing test says.
        let _ = writeln!(
            std::io::stderr(),
            "{package}: {cuts} cuts of {bytes} bytes in {streams} streams, {again} of them also by a call: {seconds:.1} s"
        );
        let failed = failed.into_inner().unwrap();
        assert!(failed.is_empty(), "{}", failed.join("\n"));
        assert_eq!(cuts, bytes + streams, "not every place was cut at");
    }
}

/// A recording that is to be cut.
#[derive(Debug)]
pub struct Cut<'a> {
    /// What is cut.
    pub recorded: &'a Recorded,
    cuts: &'a Cuts,
    again: &'a AtomicUsize,
}

impl Cut<'_> {
    /// Cuts it at each byte. `begin` is a reader that has read nothing; `run` lets one read on to the end of a piece, and
    /// `end` makes what the model answers of that, as a call does.
    ///
    /// # Errors
    /// The first cut that gives what it may not.
    pub fn every<R: Clone + PartialEq, T>(
        &self,
        begin: R,
        run: impl AsyncFn(&mut R, Piece<'_>, &Chunks<ModelResponseChunk>) -> Result<T>,
        end: impl Fn(R, Result<T>) -> Result<ModelResponse>,
    ) -> Result<usize, String> {
        block(async {
            let slot = Slot::default();
            let ai = Genkit::builder().transport(slot.clone()).build().await.unwrap();
            let stage = Stage::new(self.cuts.plugin, self.recorded.folder).await;
            let reading = Reading { ai, slot, run, end };
            self.all(begin, &reading, &stage).await
        })
    }

    async fn all<R: Clone + PartialEq, T, Run, End>(
        &self,
        mut reader: R,
        reading: &Reading<Run, End>,
        stage: &Stage,
    ) -> Result<usize, String>
    where
        Run: AsyncFn(&mut R, Piece<'_>, &Chunks<ModelResponseChunk>) -> Result<T>,
        End: Fn(R, Result<T>) -> Result<ModelResponse>,
    {
        let body = Bytes::from(self.recorded.body.clone());
        let (_, whole) = reading.on(&reader, &body).await;
        let mut check = Check::new(self.recorded, self.cuts.outline, whole);
        let again = places::sample(body.len());
        let (mut from, mut cuts) = (0, 0);
        for to in places::events(&body) {
            let (next, after) = reading.on(&reader, &body.slice(from..to)).await;
            // What stands behind the end is not read: it is cut with the event that is the end.
            let to = if reading.slot.is_used_up() { to } else { body.len() };
            let (_, before) = reading.on(&reader, &Bytes::new()).await;
            check.event(from, before, after)?;
            let last = to == body.len();
            let mut spare = reader.clone();
            let mut known: Option<(Status, Made)> = None;
            for at in from..to + usize::from(last) {
                let (read, chunks) = reading.run(&mut spare, &body.slice(from..at)).await;
                cuts += 1;
                // A reader that nothing changed ends as it did before, if it ends with the same.
                let status =
                    read.as_ref().err().map(Error::status).filter(|_| chunks.is_empty() && spare == reader);
                let same = known.as_ref().filter(|(known, _)| Some(*known) == status);
                if same.is_none() {
                    let made = reading.end(std::mem::replace(&mut spare, reader.clone()), read, &chunks);
                    check.cut(at, &made)?;
                    known = Some((status.unwrap_or(Status::Ok), made));
                }
                let Some((_, made)) = &known else { continue };
                if again.contains(&at) {
                    self.again.fetch_add(1, Ordering::Relaxed);
                    let called = self.call(stage, body.slice(..at)).await;
                    check.same(at, made, &called)?;
                }
            }
            if last {
                break;
            }
            (reader, from) = (next, to);
        }
        check.end().map(|()| cuts)
    }

    /// The same as a user has it.
    async fn call(&self, stage: &Stage, body: Bytes) -> Made {
        let reply = HttpReply::new(body).header("content-type", content_type(self.recorded.framing));
        let ran = stage.run(&self.recorded.action, self.recorded.request.clone(), true, vec![reply]).await;
        // Chunks of all events, those that are told apart here included.
        Made::of(ran.chunks, ran.result)
    }
}

/// How readers of a kind read.
struct Reading<Run, End> {
    ai: Genkit,
    slot: Slot,
    run: Run,
    end: End,
}

impl<Run, End> Reading<Run, End> {
    /// What a call would give where this reader stands once it read on to the end of these bytes; and the reader.
    async fn on<R: Clone, T>(&self, reader: &R, bytes: &Bytes) -> (R, Made)
    where
        Run: AsyncFn(&mut R, Piece<'_>, &Chunks<ModelResponseChunk>) -> Result<T>,
        End: Fn(R, Result<T>) -> Result<ModelResponse>,
    {
        let mut reader = reader.clone();
        let (read, chunks) = self.run(&mut reader, bytes).await;
        (reader.clone(), self.end(reader, read, &chunks))
    }

    async fn run<R, T>(&self, reader: &mut R, bytes: &Bytes) -> (Result<T>, Vec<ModelResponseChunk>)
    where
        Run: AsyncFn(&mut R, Piece<'_>, &Chunks<ModelResponseChunk>) -> Result<T>,
    {
        let (out, sent) = genkit::testing::chunks();
        self.slot.put(bytes.clone());
        let read = (self.run)(reader, Piece { ai: &self.ai }, &out).await;
        (read, sent.take())
    }

    fn end<R, T>(&self, reader: R, read: Result<T>, chunks: &[ModelResponseChunk]) -> Made
    where
        End: Fn(R, Result<T>) -> Result<ModelResponse>,
    {
        let result = (self.end)(reader, read).map(|response| json!(response));
        Made::of(chunks.iter().map(|chunk| json!(chunk)).collect(), result)
    }
}
