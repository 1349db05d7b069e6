//! Doubles of background models: operations that go as the test says.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use super::Double;
use super::behaviour::Behaviour;
use crate::core::env::Env;
use crate::core::error::{Error, Result, Status};
use crate::core::operation::{BackgroundModelHandle, CompanionDouble, Operation};

/// How an operation goes; see [`operation`].
#[derive(Clone, Debug)]
#[must_use = "a double runs it when it is told to: `.runs(operation())`"]
pub struct OperationScript {
    checks: usize,
    lasts: Duration,
    end: End,
    failing: Vec<(usize, Error)>,
}

#[derive(Clone, Debug)]
enum End {
    Output(Value),
    Error(String),
    Never,
}

/// An operation that is done at its first check, with no output: the beginning of others.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::testing::operation;
/// use std::time::Duration;
///
/// /// Makes a video.
/// #[background_model(name = "acme/video", check = check, cancel = cancel)]
/// async fn acme_video(_req: ModelRequest, _ctx: Ctx) -> Result<Operation> {
///     Err(Error::unavailable("no camera"))
/// }
/// # async fn check(op: Operation, _ctx: Ctx) -> Result<Operation> { Ok(op) }
/// # async fn cancel(op: Operation, _ctx: Ctx) -> Result<Operation> { Ok(op) }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = TestGenkit::new();
/// let video = ai.double::<acme_video>().runs(operation().checks(3).output("a cat"));
/// let done = ai.start::<acme_video>("A cat".into()).await?.wait(&ai).await?;
/// assert_eq!(done.result::<String>()?.as_deref(), Some("a cat"));
/// assert_eq!(video.checks(), 3);
///
/// let video = ai.double::<acme_video>().runs(operation().lasts(Duration::from_secs(60)).error("out of film"));
/// let done = ai.start::<acme_video>("A dog".into()).await?.wait(&ai).await?;
/// assert_eq!(done.error.unwrap().message, "out of film");
///
/// let video = ai.double::<acme_video>().runs(operation().never_ends());
/// let running = ai.start::<acme_video>("A fish".into()).await?;
/// assert!(running.cancel(&ai).await?.done);
/// assert_eq!(video.cancelled(), [running.id]);
/// # Ok(()) }
/// ```
pub fn operation() -> OperationScript {
    OperationScript { checks: 1, lasts: Duration::ZERO, end: End::Output(Value::Null), failing: Vec::new() }
}

impl OperationScript {
    /// Is under way until it was checked so often.
    pub fn checks(mut self, checks: usize) -> Self {
        self.checks = checks;
        self
    }

    /// Is under way until so much time has passed, by the test's clock.
    pub fn lasts(mut self, duration: Duration) -> Self {
        self.lasts = duration;
        self
    }

    /// Ends with this output, written as JSON.
    ///
    /// # Panics
    /// If it cannot be written as JSON.
    #[track_caller]
    pub fn output(mut self, output: impl Serialize) -> Self {
        match serde_json::to_value(output) {
            Ok(output) => self.end = End::Output(output),
            Err(error) => super::fail(&format!("the output of an operation is no JSON: {error}")),
        }
        self
    }

    /// Ends with an error of its own.
    pub fn error(mut self, message: impl Into<String>) -> Self {
        self.end = End::Error(message.into());
        self
    }

    /// Never ends by itself.
    pub fn never_ends(mut self) -> Self {
        self.end = End::Never;
        self
    }

    /// The check of this number, counted from 1, fails itself; the operation goes on.
    pub fn fails_check(mut self, number: usize, status: Status, message: impl Into<String>) -> Self {
        self.failing.push((number, Error::new(status, message.into())));
        self
    }
}

/// The operations that one double started.
#[derive(Default)]
pub(super) struct Operations {
    started: Vec<Started>,
    checks: usize,
    cancelled: Vec<String>,
}

struct Started {
    script: OperationScript,
    at: Duration,
    checks: usize,
    /// How it ended, once it has.
    ended: Option<Operation>,
}

impl Operations {
    fn start(&mut self, script: OperationScript, now: Duration) -> Operation {
        self.started.push(Started { script, at: now, checks: 0, ended: None });
        Operation::new(format!("op-{}", self.started.len()))
    }

    fn find(&mut self, id: &str) -> Result<&mut Started> {
        let number = id.strip_prefix("op-").and_then(|n| n.parse::<usize>().ok()?.checked_sub(1));
        number
            .and_then(|n| self.started.get_mut(n))
            .ok_or_else(|| Error::not_found(format!("the double has started no operation {id}")))
    }

    fn check(&mut self, operation: Operation, now: Duration) -> Result<Operation> {
        self.checks += 1;
        self.find(&operation.id)?.check(operation, now)
    }

    fn cancel(&mut self, operation: Operation) -> Result<Operation> {
        let started = self.find(&operation.id)?;
        if let Some(ended) = &started.ended {
            return Ok(ended.clone());
        }
        let ended = operation.with_error("the operation was cancelled");
        started.ended = Some(ended.clone());
        self.cancelled.push(ended.id.clone());
        Ok(ended)
    }
}

impl Started {
    fn check(&mut self, operation: Operation, now: Duration) -> Result<Operation> {
        self.checks += 1;
        if let Some((_, error)) = self.script.failing.iter().find(|(number, _)| *number == self.checks) {
            return Err(error.clone());
        }
        if let Some(ended) = &self.ended {
            return Ok(ended.clone());
        }
        let operation = operation.with_metadata("checks", self.checks);
        if self.checks < self.script.checks || now.saturating_sub(self.at) < self.script.lasts {
            return Ok(operation);
        }
        let ended = match &self.script.end {
            End::Never => return Ok(operation),
            End::Output(output) => operation.with_output(output.clone()),
            End::Error(message) => operation.with_error(message.clone()),
        };
        self.ended = Some(ended.clone());
        Ok(ended)
    }
}

pub(super) type Shared = Arc<Mutex<Operations>>;

fn with<T>(operations: &Shared, work: impl FnOnce(&mut Operations) -> T) -> T {
    work(&mut operations.lock().unwrap_or_else(PoisonError::into_inner))
}

impl<H: BackgroundModelHandle> Double<H> {
    /// Starts an operation that goes like this at every call; its checks and its cancellation are the double's too.
    ///
    /// Its id is `op-1`, `op-2` and so on, and `checks` in its metadata counts.
    #[must_use]
    pub fn runs(self, script: OperationScript) -> Self {
        let start = self.starter(script);
        self.always(start)
    }

    /// Starts one operation after the other, which go like these.
    #[must_use]
    pub fn runs_each(self, scripts: impl IntoIterator<Item = OperationScript>) -> Self {
        scripts.into_iter().fold(self, |double, script| {
            let start = double.starter(script);
            double.once(start)
        })
    }

    /// How often its operations were checked.
    #[must_use]
    pub fn checks(&self) -> usize {
        with(&self.state.operations, |o| o.checks)
    }

    /// The ids of its operations that were cancelled.
    #[must_use]
    pub fn cancelled(&self) -> Vec<String> {
        with(&self.state.operations, |o| o.cancelled.clone())
    }

    fn starter(&self, script: OperationScript) -> Behaviour<H> {
        let (operations, env) = (self.state.operations.clone(), self.ai.env().clone());
        self.ai.replace_companions::<H>(companions(&operations, &env));
        Behaviour::Make(Box::new(move |_| Ok(with(&operations, |o| o.start(script.clone(), env.elapsed())))))
    }
}

fn companions(operations: &Shared, env: &Env) -> CompanionDouble {
    let (checked, cancelled, env) = (operations.clone(), operations.clone(), env.clone());
    CompanionDouble {
        check: Arc::new(move |operation, _, _| {
            let result = with(&checked, |o| o.check(operation, env.elapsed()));
            Box::pin(std::future::ready(result))
        }),
        cancel: Arc::new(move |operation, _, _| {
            let result = with(&cancelled, |o| o.cancel(operation));
            Box::pin(std::future::ready(result))
        }),
    }
}
