//! Doubles: what stands in for the function of a handle in one test.

mod answer;
mod background;
mod behaviour;
mod bidi;
mod calls;
mod state;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use answer::{Answer, IntoChunk};
pub use background::{OperationScript, operation};
use behaviour::Behaviour;
pub use bidi::BidiDouble;
use state::State;

use super::app::TestGenkit;
use super::fail::fail;
use super::verify::{Verify, verdict};
use crate::ai::tool::IntoArgs;
use crate::core::action::{ActionInput, ArgsOf, Arguments, CallArgs, Handle};
use crate::core::app::Genkit;
use crate::core::error::{Error, Result, Status};

/// The arguments of a call as a test sees them: of one parameter its value, of several a tuple, of none `()`.
pub(super) type Call<H> = ArgsOf<H>;

/// Stands in for the function of a handle in one runtime, and remembers its calls. Made by
/// [`TestGenkit::double`]; cloning is cheap, clones are the same double.
///
/// Without an answer it refuses every call. Answers given once ([`returns_once`](Double::returns_once),
/// [`sequence`](Double::sequence), [`fails_once`](Double::fails_once)) are used first, in order, and must all be used;
/// after them the lasting one holds, the last that was given. What it refused is told by
/// [`TestGenkit::verify`], also if the code under test swallowed the error.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// /// Current temperature in a city, in degrees Celsius.
/// #[flow]
/// async fn temperature(city: String) -> Result<f64> {
///     Err(Error::unavailable(format!("no network to ask about {city}")))
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = TestGenkit::new();
/// let double = ai.double::<temperature>().sequence([20.5, 21.0]).computes(|city| city.len() as f64);
/// assert_eq!(ai.run::<temperature>("Oslo".into()).await?, 20.5);
/// assert_eq!(ai.run::<temperature>("Rome".into()).await?, 21.0);
/// assert_eq!(ai.run::<temperature>("Bergen".into()).await?, 6.0);
/// assert_eq!(double.calls(), ["Oslo", "Rome", "Bergen"]);
///
/// let double = ai.double::<temperature>().fails(Status::Unavailable, "the sensor is broken");
/// let error = ai.run::<temperature>("Oslo".into()).await.unwrap_err();
/// assert_eq!(error.to_string(), "UNAVAILABLE: the sensor is broken");
/// assert_eq!(double.count(), 1);
/// # Ok(()) }
/// ```
pub struct Double<H: Handle> {
    ai: Genkit,
    state: Arc<State<H>>,
}

impl TestGenkit {
    /// A double for the function of this handle. It takes the place of an earlier one.
    #[must_use]
    pub fn double<H: Handle>(&self) -> Double<H> {
        let state = Arc::new(State::<H>::default());
        self.replace::<H>(state::callable(&state));
        self.check_later(state.clone());
        Double { ai: Genkit::clone(self), state }
    }
}

impl<H: Handle> Double<H> {
    /// Answers every call with this value.
    #[must_use]
    pub fn returns(self, output: H::Output) -> Self
    where
        H::Output: Clone,
    {
        self.always(Behaviour::Make(Box::new(move |_| Ok(output.clone()))))
    }

    /// Answers one call with this value.
    #[must_use]
    pub fn returns_once(self, output: H::Output) -> Self {
        self.once(Behaviour::Give(Ok(output)))
    }

    /// Answers one call after the other with these values.
    #[must_use]
    pub fn sequence(self, outputs: impl IntoIterator<Item = H::Output>) -> Self {
        outputs.into_iter().fold(self, Self::returns_once)
    }

    /// Answers every call with what this makes of the arguments: of one parameter its value, of several a tuple. It
    /// gives the output, or a `Result` of it.
    #[must_use]
    pub fn computes<A: Answer<H::Output>>(self, compute: impl Fn(Call<H>) -> A + Send + 'static) -> Self {
        self.always(Behaviour::Make(Box::new(move |input| compute(H::Args::unpack(input).call()).answer())))
    }

    /// Fails every call.
    #[must_use]
    pub fn fails(self, status: Status, message: impl Into<String>) -> Self {
        let message = message.into();
        self.always(Behaviour::Make(Box::new(move |_| Err(Error::new(status, message.clone())))))
    }

    /// Fails one call.
    #[must_use]
    pub fn fails_once(self, status: Status, message: impl Into<String>) -> Self {
        self.once(Behaviour::Give(Err(Error::new(status, message.into()))))
    }

    /// Runs the function itself, so that its calls are only recorded.
    #[must_use]
    pub fn calls_through(self) -> Self {
        self.always(Behaviour::Through)
    }

    /// Sends these chunks before each answer.
    #[must_use]
    pub fn chunks(self, chunks: impl IntoIterator<Item = impl IntoChunk<H::Chunk>>) -> Self
    where
        H::Chunk: Clone,
    {
        let chunks: Vec<H::Chunk> = chunks.into_iter().map(IntoChunk::into_chunk).collect();
        self.state.behaviours().chunks = Some(Box::new(move || chunks.clone()));
        self
    }

    /// Waits before each answer, by the test's clock.
    #[must_use]
    pub fn delayed(self, delay: Duration) -> Self {
        self.state.behaviours().delay = Some(delay);
        self
    }

    /// Expects one call with these arguments; may be said several times, in any order. All other calls are refused,
    /// and calls that do not come are told by [`verify`](Double::verify).
    ///
    /// ```standalone_crate
    /// use genkit::prelude::*;
    ///
    /// /// Adds two numbers.
    /// #[tool]
    /// async fn add(a: i64, b: i64) -> Result<i64> {
    ///     Ok(a + b)
    /// }
    ///
    /// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let ai = TestGenkit::new();
    /// let double = ai.double::<add>().expects((1, 2)).calls_through();
    /// let error = ai.run_json("/tool/add", serde_json::json!({"a": 2, "b": 2})).await.unwrap_err();
    /// assert_eq!(error.message(), "unexpected call add(a: 2, b: 2); expected is add(a: 1, b: 2)");
    /// assert!(double.verify().is_err());
    /// # Ok(()) }
    /// ```
    #[must_use]
    #[track_caller]
    pub fn expects(self, args: impl IntoArgs<H::Args>) -> Self {
        match serde_json::to_value(args.into_args().pack().data()) {
            Ok(input) => self.state.calls().expect(input),
            Err(error) => {
                fail(&format!("the arguments of {} cannot be written as JSON: {error}", H::DEF.name()))
            }
        }
        self
    }

    /// The arguments of the calls so far, refused ones included: of one parameter its value, of several a tuple.
    ///
    /// # Panics
    /// If an input cannot be read back from the JSON that it is written as.
    #[must_use]
    #[track_caller]
    pub fn calls(&self) -> Vec<Call<H>> {
        let read = |input| match serde_json::from_value(input) {
            Ok(input) => H::Args::unpack(H::Input::from_data(input)).call(),
            Err(error) => fail(&format!("an input of {} cannot be read back: {error}", H::DEF.name())),
        };
        let inputs = self.state.calls().inputs().to_vec();
        inputs.into_iter().map(read).collect()
    }

    /// How many calls there were.
    #[must_use]
    pub fn count(&self) -> usize {
        self.state.calls().inputs().len()
    }

    /// Whether all that was expected came, all that was promised once was used, and nothing was refused. What it tells
    /// is not told again at the end of the test.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` that names what is amiss.
    pub fn verify(&self) -> Result<()> {
        verdict(&self.state.findings())
    }

    fn always(self, behaviour: Behaviour<H>) -> Self {
        self.state.behaviours().always = Some(behaviour);
        self
    }

    fn once(self, behaviour: Behaviour<H>) -> Self {
        self.state.behaviours().promise(behaviour);
        self
    }
}

impl<H: Handle> Clone for Double<H> {
    fn clone(&self) -> Self {
        Self { ai: self.ai.clone(), state: self.state.clone() }
    }
}

impl<H: Handle> fmt::Debug for Double<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Double({})", H::DEF.name())
    }
}
