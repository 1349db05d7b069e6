//! Actions made at run time: what the macros declare, by hand.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    Action, ActionChunk, ActionInput, ActionOutput, BidiBody, Body, Metadata, Parts, Schemas, Source,
    TypedBody,
};
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::key::{ActionType, Key};
use crate::core::stream::{Chunks, Inputs, NoChunk};

/// Builds an action of any type at run time; `Flow::builder`, `Tool::builder` and the like start one.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use serde_json::{Value, json};
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// // A flow whose schema is only known at run time.
/// let shout = Flow::builder("shout")
///     .description("Says it louder")
///     .input_schema(json!({"type": "string"}))
///     .handler(|text: Value, _ctx| async move { Ok(text.as_str().unwrap_or_default().to_uppercase()) });
///
/// let ai = Genkit::builder().action(shout).build().await?;
/// assert_eq!(ai.run_json("/flow/shout", json!("hi")).await?, json!("HI"));
/// assert!(ai.run_json("/flow/shout", json!(7)).await.is_err());
/// # Ok(()) }
/// ```
#[must_use = "a builder makes an action when it is given a handler"]
pub struct ActionBuilder {
    key: Key,
    description: Option<Cow<'static, str>>,
    source: Source,
    metadata: Map<String, Value>,
    schemas: Option<Schemas>,
}

impl ActionBuilder {
    /// Starts an action of this type and name.
    #[track_caller]
    pub fn new(action_type: ActionType, name: impl Into<String>) -> Self {
        Self {
            key: Key::new(action_type, name),
            description: None,
            source: Source::here(),
            metadata: Map::new(),
            schemas: None,
        }
    }

    pub(crate) fn name(&self) -> &str {
        self.key.name()
    }

    /// What it does, in words.
    pub fn description(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// One entry of the metadata that developer tools see.
    pub fn metadata(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.metadata.insert(name.into(), value.into());
        self
    }

    /// The schema of the input, in place of that of its type.
    pub fn input_schema(mut self, schema: Value) -> Self {
        self.schemas.get_or_insert_default().input = Some(schema);
        self
    }

    /// The schema of the output, in place of that of its type. Outputs are checked against it.
    pub fn output_schema(mut self, schema: Value) -> Self {
        self.schemas.get_or_insert_default().output = Some(schema);
        self
    }

    /// The schema of the chunks, in place of that of their type.
    pub fn chunk_schema(mut self, schema: Value) -> Self {
        self.schemas.get_or_insert_default().chunk = Some(schema);
        self
    }

    /// The action with this function.
    pub fn handler<I, O, F, Fut>(self, handler: F) -> Action
    where
        I: ActionInput,
        O: ActionOutput,
        F: Fn(I, Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<O>> + Send + 'static,
    {
        self.body(Box::new(TypedBody::<I, O, NoChunk>(Arc::new(move |input, ctx, _out| {
            Box::pin(handler(input, ctx))
        }))))
    }

    /// The action with this function, which also sends chunks.
    pub fn streaming<I, O, C, F, Fut>(self, handler: F) -> Action
    where
        I: ActionInput,
        O: ActionOutput,
        C: ActionChunk,
        F: Fn(I, Ctx, Chunks<C>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<O>> + Send + 'static,
    {
        self.body(Box::new(TypedBody::<I, O, C>(Arc::new(move |input, ctx, out| {
            Box::pin(handler(input, ctx, out))
        }))))
    }

    /// The action with this function, which takes a stream of inputs: for plugins whose models hold a conversation.
    pub fn bidi<B, I, O, C, F, Fut>(self, handler: F) -> Action
    where
        B: ActionInput,
        I: ActionInput,
        O: ActionOutput,
        C: ActionChunk,
        F: Fn(B, Inputs<I>, Ctx, Chunks<C>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<O>> + Send + 'static,
    {
        self.body(Box::new(BidiBody::<B, I, O, C>(Arc::new(move |init, inputs, ctx, out| {
            Box::pin(handler(init, inputs, ctx, out))
        }))))
    }

    pub(crate) fn body(self, body: Box<dyn Body>) -> Action {
        let parts = Parts {
            key: self.key,
            description: self.description,
            source: self.source,
            metadata: Metadata::Given(self.metadata),
            schemas: self.schemas,
        };
        Action::new(parts, body)
    }
}

impl fmt::Debug for ActionBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ActionBuilder({})", self.key)
    }
}

/// Flows made at run time. See [`ActionBuilder`] for an example.
#[derive(Debug)]
pub enum Flow {}

impl Flow {
    /// Starts a flow of this name.
    #[track_caller]
    pub fn builder(name: impl Into<String>) -> ActionBuilder {
        ActionBuilder::new(ActionType::Flow, name)
    }
}
