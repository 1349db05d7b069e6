//! Work that is done later: started by one action, asked for by a second, stopped by a third.

mod background;
mod check;
mod handle;

use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::{Error, Result};

pub(crate) use background::CompanionDouble;
pub(crate) use background::companions;
pub use background::{BackgroundAction, BackgroundBuilder};
pub use check::Wait;
pub use handle::{BackgroundModelHandle, BackgroundOutput, HasConfig, OperationFn, SupportsCancel};

/// An operation as it stands. `M` is the handle of what started it; on the wire, and in the functions that start,
/// check and cancel it, it is not known.
///
/// Plain data: it may be kept, sent and resumed in another process, since `action` names what started it.
///
/// ```
/// use genkit::Operation;
/// let running = Operation::new("op-1").with_metadata("polls", 1);
/// assert!(!running.done);
/// let done = running.with_output(serde_json::json!("a video"));
/// assert!(done.done);
/// ```
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(bound = "")]
#[schemars(bound = "", rename = "Operation")]
pub struct Operation<M = ()> {
    /// The key of the action that started it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The id by which it is asked for.
    pub id: String,
    /// True once nothing more will happen.
    #[serde(default)]
    pub done: bool,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// Why nothing came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<OperationError>,
    /// Whatever else the action wants to keep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// How long the start took, in milliseconds.
    #[serde(default, rename = "latencyMs", skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<f64>,
    #[serde(skip)]
    pub(crate) started_by: PhantomData<fn() -> M>,
}

/// Why an operation failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OperationError {
    /// What went wrong, in words.
    pub message: String,
    /// Whatever else the other side said.
    #[serde(flatten)]
    #[schemars(skip)]
    pub more: Map<String, Value>,
}

impl Operation {
    /// An operation under way.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            action: None,
            id: id.into(),
            done: false,
            output: None,
            error: None,
            metadata: None,
            latency_ms: None,
            started_by: PhantomData,
        }
    }
}

impl<M> Operation<M> {
    /// The same, done, with what came of it.
    #[must_use]
    pub fn with_output(mut self, output: impl Into<Value>) -> Self {
        self.done = true;
        self.output = Some(output.into());
        self
    }

    /// The same, done, with why nothing came of it.
    #[must_use]
    pub fn with_error(mut self, message: impl Into<String>) -> Self {
        self.done = true;
        self.error = Some(OperationError { message: message.into(), more: Map::new() });
        self
    }

    /// The same with one more entry of metadata.
    #[must_use]
    pub fn with_metadata(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.metadata.get_or_insert_default().insert(name.into(), value.into());
        self
    }

    /// What came of it, as a type. `None` while it is under way.
    ///
    /// # Errors
    /// `INTERNAL` with the operation's own message if it failed, `INVALID_ARGUMENT` if the output is not a `T`.
    pub fn result<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        if let Some(error) = &self.error {
            return Err(Error::internal(error.message.clone()));
        }
        let output = self.output.as_ref().filter(|_| self.done);
        output.map(T::deserialize).transpose().map_err(|e| {
            Error::invalid_argument(format!(
                "the output of operation {} is not what is asked for: {e}",
                self.id
            ))
        })
    }

    pub(crate) fn cast<N>(self) -> Operation<N> {
        Operation {
            action: self.action,
            id: self.id,
            done: self.done,
            output: self.output,
            error: self.error,
            metadata: self.metadata,
            latency_ms: self.latency_ms,
            started_by: PhantomData,
        }
    }
}

impl<M> Clone for Operation<M> {
    fn clone(&self) -> Self {
        Self {
            action: self.action.clone(),
            id: self.id.clone(),
            done: self.done,
            output: self.output.clone(),
            error: self.error.clone(),
            metadata: self.metadata.clone(),
            latency_ms: self.latency_ms,
            started_by: PhantomData,
        }
    }
}

impl<M> PartialEq for Operation<M> {
    fn eq(&self, other: &Self) -> bool {
        (&self.action, &self.id, self.done, &self.output, &self.error, &self.metadata)
            == (&other.action, &other.id, other.done, &other.output, &other.error, &other.metadata)
    }
}

impl<M> fmt::Debug for Operation<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Operation");
        out.field("action", &self.action).field("id", &self.id).field("done", &self.done);
        out.field("output", &self.output)
            .field("error", &self.error)
            .field("metadata", &self.metadata)
            .finish()
    }
}
