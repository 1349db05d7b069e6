//! Background actions: start, check and cancel under three keys.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use serde_json::Value;

use super::handle::no_cancel;
use super::{BackgroundModelHandle, Operation};
use crate::core::action::{Action, ActionInput, Callable, Metadata, Parts, Source, TypedBody};
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::key::{ActionType, Key};
use crate::core::stream::NoChunk;

type Companion = Callable<Operation, Operation, NoChunk>;

/// The key of the action that checks operations of `name`.
pub(super) fn check_key(name: &str) -> Key {
    Key::new(ActionType::CheckOperation, format!("{name}/check"))
}

/// The key of the action that cancels operations of `name`.
pub(super) fn cancel_key(name: &str) -> Key {
    Key::new(ActionType::CancelOperation, format!("{name}/cancel"))
}

/// A function whose operations say what started them.
fn stamped(key: String, call: Companion) -> Companion {
    Arc::new(move |operation, ctx, out| {
        let (key, future) = (key.clone(), call(operation, ctx, out));
        Box::pin(async move { Ok(Operation { action: Some(key), ..future.await? }) })
    })
}

fn companion(call: Companion) -> Box<TypedBody<Operation, Operation, NoChunk>> {
    Box::new(TypedBody(call))
}

/// The three actions of a declared background model, without the one that cancels if it declares none.
pub(crate) fn companions<H: BackgroundModelHandle>() -> Vec<Action> {
    let def = H::DEF;
    let key = Key::new(def.action_type(), def.name());
    let start: Callable<H::Input, Operation, H::Chunk> = {
        let key = key.to_string();
        Arc::new(move |input, ctx, out| {
            let key = key.clone();
            Box::pin(async move {
                start(key, crate::core::action::invoke::<H>(input, ctx.clone(), out), &ctx).await
            })
        })
    };
    let mut actions = vec![Action::declared(def, Box::new(TypedBody(start)))];
    let check: Companion = Arc::new(|op, ctx, _| match ctx.ai().companion::<H>() {
        Some(double) => (double.check)(op, ctx, crate::Chunks::none()),
        None => (H::CHECK)(op, ctx),
    });
    let check = companion(stamped(key.to_string(), check));
    actions.push(Action::declared_as(check_key(def.name()), def, check));
    if let Some(declared) = H::CANCEL {
        let cancel: Companion = Arc::new(move |op, ctx, _| match ctx.ai().companion::<H>() {
            Some(double) => (double.cancel)(op, ctx, crate::Chunks::none()),
            None => declared(op, ctx),
        });
        let cancel = companion(stamped(key.to_string(), cancel));
        actions.push(Action::declared_as(cancel_key(def.name()), def, cancel));
    }
    actions
}

/// Stamps what a start returns with the key and the time it took.
pub(crate) async fn start(
    key: String,
    future: impl Future<Output = Result<Operation>> + Send,
    ctx: &Ctx,
) -> Result<Operation> {
    let env = ctx.ai().env();
    let begun = env.elapsed();
    let operation = future.await?;
    let took = env.elapsed().saturating_sub(begun).as_secs_f64() * 1e3;
    Ok(Operation { action: Some(key), latency_ms: Some(operation.latency_ms.unwrap_or(took)), ..operation })
}

/// What stands in for the companions of a background model, in tests.
pub(crate) struct CompanionDouble {
    pub(crate) check: Companion,
    pub(crate) cancel: Companion,
}

/// A background action of the registry: its three parts under one name.
#[derive(Clone, Debug)]
pub struct BackgroundAction {
    pub(super) start: Action,
    pub(super) check: Action,
    pub(super) cancel: Option<Action>,
}

impl BackgroundAction {
    /// The action that starts operations.
    #[must_use]
    pub fn action(&self) -> &Action {
        &self.start
    }

    /// True if its operations can be cancelled.
    #[must_use]
    pub fn supports_cancel(&self) -> bool {
        self.cancel.is_some()
    }

    /// Starts an operation.
    ///
    /// # Errors
    /// What the start fails with.
    pub async fn start(&self, ai: &Genkit, input: Value) -> Result<Operation> {
        let run = self.start.run_json(ai, input, crate::RunOptions::new()).await?;
        Ok(serde_json::from_value(run.result)?)
    }

    /// Asks how an operation stands.
    ///
    /// # Errors
    /// What the check fails with.
    pub async fn check(&self, ai: &Genkit, operation: Operation) -> Result<Operation> {
        super::check::run_companion(ai, &self.check, operation, crate::RunOptions::new()).await
    }

    /// Stops an operation.
    ///
    /// # Errors
    /// `UNAVAILABLE` `{name} does not support cancellation.` if it cannot be stopped; otherwise what cancelling
    /// fails with.
    pub async fn cancel(&self, ai: &Genkit, operation: Operation) -> Result<Operation> {
        match &self.cancel {
            Some(cancel) => {
                super::check::run_companion(ai, cancel, operation, crate::RunOptions::new()).await
            }
            None => Err(no_cancel(self.start.name())),
        }
    }
}

/// Builds a background action at run time: what `#[background_model]` declares.
///
/// See [`BackgroundModel::builder`](crate::BackgroundModel::builder).
#[must_use = "a builder makes actions when it is given a start"]
pub struct BackgroundBuilder {
    parts: Parts,
    check: Option<Companion>,
    cancel: Option<Companion>,
}

impl BackgroundBuilder {
    pub(crate) fn new(action_type: ActionType, name: String, source: Source) -> Self {
        let key = Key::new(action_type, name);
        let metadata = Metadata::Given(serde_json::Map::new());
        let parts = Parts { key, description: None, source, metadata, schemas: None };
        Self { parts, check: None, cancel: None }
    }

    /// What it does, in words.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.parts.description = Some(text.into().into());
        self
    }

    /// One entry of the metadata that developer tools see.
    pub fn metadata(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        if let Metadata::Given(map) = &mut self.parts.metadata {
            map.insert(name.into(), value.into());
        }
        self
    }

    /// The function that asks how an operation stands. Without it operations never change.
    pub fn check<F, Fut>(mut self, check: F) -> Self
    where
        F: Fn(Operation, Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Operation>> + Send + 'static,
    {
        self.check = Some(boxed(check));
        self
    }

    /// The function that stops an operation.
    pub fn cancel<F, Fut>(mut self, cancel: F) -> Self
    where
        F: Fn(Operation, Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Operation>> + Send + 'static,
    {
        self.cancel = Some(boxed(cancel));
        self
    }

    /// The actions, with the function that starts an operation.
    #[must_use]
    pub fn start<I, F, Fut>(self, start: F) -> Vec<Action>
    where
        I: ActionInput,
        F: Fn(I, Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Operation>> + Send + 'static,
    {
        let key = self.parts.key.to_string();
        let begin: Callable<I, Operation, NoChunk> = {
            let key = key.clone();
            Arc::new(move |input, ctx: Ctx, _| {
                let (key, future) = (key.clone(), start(input, ctx.clone()));
                Box::pin(async move { self::start(key, future, &ctx).await })
            })
        };
        let name = self.parts.key.name().to_owned();
        let copy = |key: Key, body| {
            let metadata = match &self.parts.metadata {
                Metadata::Given(map) => Metadata::Given(map.clone()),
                Metadata::Const(def) => Metadata::Const(def),
            };
            let description = self.parts.description.clone();
            Action::new(Parts { key, description, source: self.parts.source, metadata, schemas: None }, body)
        };
        let unchanged: Companion = Arc::new(|op, _, _| Box::pin(async { Ok(op) }));
        let mut actions = vec![copy(
            check_key(&name),
            companion(stamped(key.clone(), self.check.clone().unwrap_or(unchanged))),
        )];
        if let Some(cancel) = self.cancel.clone() {
            actions.push(copy(cancel_key(&name), companion(stamped(key, cancel))));
        }
        actions.insert(0, Action::new(self.parts, Box::new(TypedBody(begin))));
        actions
    }
}

fn boxed<F, Fut>(call: F) -> Companion
where
    F: Fn(Operation, Ctx) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Operation>> + Send + 'static,
{
    Arc::new(move |operation, ctx, _| Box::pin(call(operation, ctx)))
}

impl fmt::Debug for BackgroundBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BackgroundBuilder({})", self.parts.key)
    }
}
