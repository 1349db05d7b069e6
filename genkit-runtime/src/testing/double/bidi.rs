//! Doubles of bidirectional flows.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Deserialize;
use serde_json::Value;

use super::{Answer, fail};
use crate::core::action::{ActionInput, BidiHandle};
use crate::core::error::{Error, Result, Status};
use crate::testing::app::TestGenkit;
use crate::testing::verify::Verify;

type Reply<H> = Box<dyn Fn(<H as BidiHandle>::Input) -> Vec<<H as BidiHandle>::Chunk> + Send>;
type End<H> = Box<dyn Fn(usize) -> Result<<H as BidiHandle>::Output> + Send>;

/// Stands in for a bidirectional flow in one runtime, and remembers what was sent to it. Made by
/// [`TestGenkit::double_bidi`]; cloning is cheap, clones are the same double.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// /// Translates line by line, and counts.
/// #[flow]
/// async fn translate(mut lines: Inputs<String>, out: Chunks<String>) -> Result<usize> {
///     Err(Error::unavailable("no network"))
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = TestGenkit::new();
/// let double = ai.double_bidi::<translate>().replies(|line| [line.to_uppercase()]).returns(1);
/// let mut run = ai.bidi::<translate>(());
/// run.send("hello".into()).await?;
/// run.close();
/// assert_eq!(run.next().await.unwrap()?, "HELLO");
/// assert_eq!(run.output().await?, 1);
/// assert_eq!(double.inputs(), ["hello"]);
/// # Ok(()) }
/// ```
pub struct BidiDouble<H: BidiHandle>(Arc<Mutex<State<H>>>);

struct State<H: BidiHandle> {
    inits: Vec<Value>,
    inputs: Vec<Value>,
    reply: Option<Reply<H>>,
    end: Option<End<H>>,
    refused: Vec<String>,
}

impl TestGenkit {
    /// A double for a bidirectional flow. It takes the place of an earlier one.
    #[must_use]
    pub fn double_bidi<H: BidiHandle>(&self) -> BidiDouble<H> {
        let state =
            State::<H> { inits: Vec::new(), inputs: Vec::new(), reply: None, end: None, refused: Vec::new() };
        let state = Arc::new(Mutex::new(state));
        let shared = state.clone();
        self.replace_bidi::<H>(Arc::new(move |init, mut inputs, _ctx, out| {
            let state = shared.clone();
            Box::pin(async move {
                let before = {
                    let mut state = lock(&state);
                    state.inits.push(serde_json::to_value(init.data())?);
                    state.inputs.len()
                };
                while let Some(input) = inputs.next().await {
                    let chunks = lock(&state).take(input?)?;
                    for chunk in chunks {
                        out.send(chunk).await?;
                    }
                }
                lock(&state).end(before)
            })
        }));
        self.check_later(state.clone());
        BidiDouble(state)
    }
}

fn lock<H: BidiHandle>(state: &Mutex<State<H>>) -> MutexGuard<'_, State<H>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<H: BidiHandle> State<H> {
    fn take(&mut self, input: H::Input) -> Result<Vec<H::Chunk>> {
        self.inputs.push(serde_json::to_value(input.data())?);
        Ok(self.reply.as_ref().map(|reply| reply(input)).unwrap_or_default())
    }

    fn end(&mut self, before: usize) -> Result<H::Output> {
        match &self.end {
            Some(end) => end(self.inputs.len().saturating_sub(before)),
            None => {
                let name = H::DEF.name();
                let message = format!(
                    "unexpected run of {name}: the double has no output; give it one with `.returns(..)`"
                );
                self.refused.push(message.clone());
                Err(Error::failed_precondition(message))
            }
        }
    }
}

impl<H: BidiHandle> BidiDouble<H> {
    /// Answers every input with these chunks.
    #[must_use]
    pub fn replies<C: IntoIterator<Item = H::Chunk>>(
        self,
        reply: impl Fn(H::Input) -> C + Send + 'static,
    ) -> Self {
        lock(&self.0).reply = Some(Box::new(move |input| reply(input).into_iter().collect()));
        self
    }

    /// Returns this value at the end of every run.
    #[must_use]
    pub fn returns(self, output: H::Output) -> Self
    where
        H::Output: Clone,
    {
        self.computes(move |_| output.clone())
    }

    /// Returns at the end of every run what this makes of the number of inputs: the output, or a `Result` of it.
    #[must_use]
    pub fn computes<A: Answer<H::Output>>(self, compute: impl Fn(usize) -> A + Send + 'static) -> Self {
        lock(&self.0).end = Some(Box::new(move |count| compute(count).answer()));
        self
    }

    /// Fails every run once its inputs are closed.
    #[must_use]
    pub fn fails(self, status: Status, message: impl Into<String>) -> Self {
        let message = message.into();
        self.computes(move |_| Err::<H::Output, _>(Error::new(status, message.clone())))
    }

    /// What started the runs so far.
    ///
    /// # Panics
    /// If one cannot be read back from the JSON that it is written as.
    #[must_use]
    #[track_caller]
    pub fn inits(&self) -> Vec<H::Init> {
        read::<H, _>(&lock(&self.0).inits)
    }

    /// The inputs so far, of all runs.
    ///
    /// # Panics
    /// If one cannot be read back from the JSON that it is written as.
    #[must_use]
    #[track_caller]
    pub fn inputs(&self) -> Vec<H::Input> {
        read::<H, _>(&lock(&self.0).inputs)
    }
}

#[track_caller]
fn read<H: BidiHandle, T: ActionInput>(noted: &[Value]) -> Vec<T> {
    let read = |value: &Value| match T::Data::deserialize(value) {
        Ok(data) => T::from_data(data),
        Err(error) => fail(&format!("an input of {} cannot be read back: {error}", H::DEF.name())),
    };
    noted.iter().map(read).collect()
}

impl<H: BidiHandle> Verify for Mutex<State<H>> {
    fn findings(&self) -> Vec<String> {
        std::mem::take(&mut lock(self).refused)
    }
}

impl<H: BidiHandle> Clone for BidiDouble<H> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<H: BidiHandle> fmt::Debug for BidiDouble<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BidiDouble({})", H::DEF.name())
    }
}
