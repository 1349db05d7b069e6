//! A generate call whose chunks are read.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::mpsc;

use super::driver::{Call, Outcome, drive};
use super::resolve;
use super::response::{GenerateResponse, ReadOutput};
use crate::ai::format::OutputStream;
use crate::ai::message::Role;
use crate::ai::model::ModelResponseChunk;
use crate::ai::part::Part;
use crate::core::BoxFuture;
use crate::core::action::RunOptions;
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::stream::Chunks;

/// A generate call under way, read chunk by chunk. Dropping it stops the model and the tools.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// /// Counts down.
/// #[model(name = "countdown")]
/// async fn countdown(_req: ModelRequest, out: Chunks<ModelResponseChunk>) -> Result<ModelResponse> {
///     for n in ["3", "2", "1"] {
///         out.send(n.into()).await?;
///     }
///     Ok(ModelResponse::text("321"))
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = Genkit::builder().build().await?;
/// let mut answer = ai.generate().model("countdown").prompt("go").stream();
/// let mut seen = vec![];
/// while let Some(chunk) = answer.next().await {
///     seen.push(chunk?.to_text());
/// }
/// assert_eq!(seen, ["3", "2", "1"]);
/// assert_eq!(answer.response().await?.text(), "321");
/// # Ok(()) }
/// ```
#[must_use = "a call that is streamed goes on only while it is read"]
pub struct GenerateStream<T = Value> {
    chunks: mpsc::Receiver<ModelResponseChunk>,
    state: State,
    /// What the current message said so far.
    text: String,
    place: Option<(Role, u32)>,
    read: OutputStream,
    /// How many items were given out by [`new_items`](Self::new_items).
    taken: usize,
    /// True if a format is asked for.
    formatted: bool,
    whole: ReadOutput<T>,
}

enum State {
    Running(BoxFuture<'static, Result<Outcome>>),
    Done(Box<Result<Outcome>>),
    Failed(Error),
    Taken,
}

impl<T> GenerateStream<T> {
    pub(super) fn start(
        ai: Genkit,
        parent: Option<Ctx>,
        run: RunOptions,
        call: Box<Call>,
        read: ReadOutput<T>,
    ) -> Self {
        let format = resolve::format(&ai, call.output(), call.format.as_ref()).ok().flatten();
        let (out, chunks) = Chunks::channel();
        let future = Box::pin(async move { drive(&ai, parent.as_ref(), run, call, out).await });
        Self {
            chunks,
            state: State::Running(future),
            text: String::new(),
            place: None,
            read: OutputStream::new(format.as_ref()),
            taken: 0,
            formatted: format.is_some(),
            whole: read,
        }
    }

    /// The next chunk; `None` at the end. An error is the last item.
    pub async fn next(&mut self) -> Option<Result<ModelResponseChunk>> {
        let item = std::future::poll_fn(|cx| self.poll_chunk(cx)).await;
        if let Some(Ok(chunk)) = &item {
            self.note(chunk);
        }
        item
    }

    /// The text of the message under way, all chunks so far.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What can be read of the answer so far: borrowed, and repaired where it is cut off. Never a whole `T`: that is
    /// what [`response`](Self::response) gives.
    #[must_use]
    pub fn partial(&self) -> Option<Partial<'_, T>> {
        Some(Partial { value: self.read.value()?, of: PhantomData })
    }

    /// The items of the answer so far, where it is a list, and how many of them are whole.
    #[must_use]
    pub fn items(&self) -> (&[Value], usize) {
        self.read.items()
    }

    /// What the chunk that was read last gives of the answer, in its format: `text` its own text, `json` all that can
    /// be read so far, `array` and `jsonl` the items that it completes; `enum` and formats of the application's own
    /// nothing. Where no format is asked for it is the chunk's data, else the JSON so far.
    ///
    /// An item that is no object is given again until an object follows, a line until it ends: this is what Genkit's
    /// other runtimes show, white space at the end of a cut-off string left out. It costs as much as the answer so far
    /// is long: [`partial`](Self::partial) borrows it, and [`items`](Self::items) gives each item once.
    #[must_use]
    pub fn chunk_output(&self, chunk: &ModelResponseChunk) -> Option<Value> {
        let data = chunk.content.iter().find_map(Part::as_data).filter(|_| !self.formatted);
        data.cloned().or_else(|| self.read.of_chunk(|| chunk.to_text(), &self.text))
    }

    fn note(&mut self, chunk: &ModelResponseChunk) {
        let place = (chunk.role.unwrap_or(Role::Model), chunk.index.unwrap_or_default());
        // Tools answer the message under way; whatever follows them, and another message of the model, begins anew.
        let anew =
            |before: (Role, u32)| before != place && (place.0 == Role::Model || before.0 == Role::Tool);
        if self.place.is_some_and(anew) || chunk.as_reset().is_some() {
            self.text.clear();
            self.read = self.read.again();
            self.taken = 0;
        }
        self.place = Some(place);
        self.read.next_chunk();
        for part in &chunk.content {
            if let Some(text) = part.as_text() {
                self.text.push_str(text);
                self.read.push(text);
            }
        }
    }

    fn poll_chunk(
        &mut self,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<ModelResponseChunk>>> {
        use std::task::Poll;
        loop {
            match &mut self.state {
                State::Failed(_) | State::Taken => return Poll::Ready(None),
                State::Done(result) => {
                    if let Ok(chunk) = self.chunks.try_recv() {
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                    let Err(error) = &**result else { return Poll::Ready(None) };
                    let error = error.clone();
                    self.state = State::Failed(error.clone());
                    return Poll::Ready(Some(Err(error)));
                }
                State::Running(running) => {
                    if let Poll::Ready(Some(chunk)) = self.chunks.poll_recv(cx) {
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                    match running.as_mut().poll(cx) {
                        Poll::Ready(result) => self.state = State::Done(Box::new(result)),
                        Poll::Pending => {
                            return match self.chunks.poll_recv(cx) {
                                Poll::Ready(Some(chunk)) => Poll::Ready(Some(Ok(chunk))),
                                _ => Poll::Pending,
                            };
                        }
                    }
                }
            }
        }
    }
}

impl<R: DeserializeOwned> GenerateStream<Vec<R>> {
    /// The items that became whole since this was last called, each read once.
    ///
    /// ```standalone_crate
    /// use genkit::prelude::*;
    /// use genkit::testing::reply;
    ///
    /// #[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
    /// struct Row {
    ///     id: u32,
    /// }
    ///
    /// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let ai = TestGenkit::new();
    /// let pieces = [r#"[{"id": 1}, {"i"#, r#"d": 2}]"#];
    /// ai.script([reply().text(pieces.concat()).chunks(pieces)]);
    /// let mut rows = ai.generate().prompt("rows").output::<Vec<Row>>().stream();
    /// let mut seen = vec![];
    /// while let Some(chunk) = rows.next().await {
    ///     chunk?;
    ///     seen.push(rows.new_items()?);
    /// }
    /// assert_eq!(seen, [vec![Row { id: 1 }], vec![Row { id: 2 }]]);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for an item that is whole and is not an `R`; the call may be dropped then, to save the rest.
    pub fn new_items(&mut self) -> Result<Vec<R>> {
        let (items, whole) = self.read.items();
        let new = items.get(self.taken..whole).unwrap_or_default();
        let read = |(i, item): (usize, &Value)| {
            R::deserialize(item).map_err(|e| {
                Error::invalid_argument(format!(
                    "item {} of the answer is not what is asked for: {e}",
                    self.taken + i
                ))
            })
        };
        let read: Result<Vec<R>> = new.iter().enumerate().map(read).collect();
        self.taken = whole.max(self.taken);
        read
    }
}

impl<T> GenerateStream<T> {
    /// The whole answer. Chunks that were not read are dropped.
    ///
    /// # Errors
    /// What the call failed with, whether or not it was read as an item before.
    pub async fn response(mut self) -> Result<GenerateResponse<T>> {
        while let Some(chunk) = self.next().await {
            drop(chunk?);
        }
        match std::mem::replace(&mut self.state, State::Taken) {
            State::Done(result) => GenerateResponse::new((*result)?, self.whole),
            State::Failed(error) => Err(error),
            State::Running(_) | State::Taken => Err(Error::internal("the call did not end")),
        }
    }
}

/// What can be read of an answer that is not whole yet.
///
/// There is no way from here to a `T` but through [`GenerateStream::response`], which takes a whole answer only.
#[derive(Debug)]
pub struct Partial<'a, T> {
    value: &'a Value,
    of: PhantomData<fn() -> T>,
}

impl<'a, T> Partial<'a, T> {
    /// The JSON so far.
    #[must_use]
    pub fn value(&self) -> &'a Value {
        self.value
    }

    /// A member, by JSON pointer, for example `/steps/0/title`.
    #[must_use]
    pub fn get(&self, pointer: &str) -> Option<&'a Value> {
        self.value.pointer(pointer)
    }

    /// What is there so far, read as another type, by custom one whose members are all optional.
    #[must_use]
    pub fn read<P: DeserializeOwned>(&self) -> Option<P> {
        P::deserialize(self.value).ok()
    }
}

impl<T> Clone for Partial<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Partial<'_, T> {}

impl<T> fmt::Debug for GenerateStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GenerateStream").field("text", &self.text.len()).finish()
    }
}
