//! Declaring a model, by a macro or at run time.

use std::future::{Future, ready};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{ModelInfo, ModelRequest, ModelResponse, ModelResponseChunk, ModelSupports, Stage};
use crate::ai::generate::ModelBody;
use crate::ai::middleware::{IntoMiddleware, MiddlewareRef};
use crate::ai::outputs::ModelOutput;
use crate::core::action::{Action, ActionBuilder, Around, Callable, Handle, TypedBody};
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::key::ActionType;
use crate::core::operation::HasConfig;
use crate::core::schema;
use crate::core::stream::Chunks;

/// The handle of a model.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "not the handle of a model",
    note = "annotate the function with `#[model]`"
)]
pub trait ModelHandle: Handle<Input = ModelRequest, Output = ModelResponse> {
    /// The request that its function takes, [`ModelRequest`] with its configuration.
    type Request: HasConfig<ModelRequest>;
    /// What its function returns.
    type Returned: ModelOutput;

    /// The middleware of its own.
    #[doc(hidden)]
    #[must_use]
    fn middleware() -> Vec<MiddlewareRef> {
        Vec::new()
    }
}

/// What stands around a declared model with middleware of its own.
#[doc(hidden)]
#[must_use]
pub const fn model_around<H: ModelHandle>() -> Around {
    Around(|body| Box::new(ModelBody::new(body, H::middleware())))
}

/// The model's function as the runtime calls it, without JSON.
pub(crate) type ModelFn = Callable<ModelRequest, ModelResponse, ModelResponseChunk>;

/// Metadata under `model`, with the schema of the configuration where developer tools look for it.
pub(super) fn info_metadata<C: JsonSchema + 'static>(info: &ModelInfo) -> Map<String, Value> {
    use std::any::TypeId;
    let mut model = serde_json::to_value(info).unwrap_or_default();
    let silent = [TypeId::of::<()>(), TypeId::of::<Value>()].contains(&TypeId::of::<C>());
    if let Some(model) = model.as_object_mut().filter(|_| !silent) {
        model.insert("customOptions".to_owned(), schema::input::<C>());
    }
    match json!({"model": model}) {
        Value::Object(metadata) => metadata,
        _ => Map::new(),
    }
}

/// Models made at run time.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let parrot = Model::builder("parrot").label("Parrot").handler(|req: ModelRequest, _ctx, _out| async move {
///     Ok(ModelResponse::text(req.last().map(Message::text).unwrap_or_default()))
/// });
///
/// let ai = Genkit::builder().action(parrot).build().await?;
/// assert_eq!(ai.generate().model("parrot").prompt("hello").await?.text(), "hello");
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub enum Model {}

impl Model {
    /// Starts a model of this name.
    #[track_caller]
    pub fn builder(name: impl Into<String>) -> ModelBuilder {
        let action = ActionBuilder::new(ActionType::Model, name);
        ModelBuilder { action, info: ModelInfo::default(), layers: Vec::new() }
    }
}

/// Builds a model; see [`Model`].
#[derive(Debug)]
#[must_use = "a builder makes a model when it is given a handler"]
pub struct ModelBuilder {
    action: ActionBuilder,
    info: ModelInfo,
    layers: Vec<MiddlewareRef>,
}

impl ModelBuilder {
    /// The name shown to people.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.info.label = Some(label.into());
        self
    }

    /// The versions that can be asked for.
    pub fn versions<S: Into<String>>(mut self, versions: impl IntoIterator<Item = S>) -> Self {
        self.info.versions = Some(versions.into_iter().map(Into::into).collect());
        self
    }

    /// What it can do.
    pub fn supports(mut self, supports: ModelSupports) -> Self {
        self.info.supports = Some(supports);
        self
    }

    /// Where it stands in its life.
    pub fn stage(mut self, stage: Stage) -> Self {
        self.info.stage = Some(stage);
        self
    }

    /// A middleware of the model's own, whoever asks it and however: inside those of the call. Only its model hook counts.
    #[track_caller]
    pub fn with(mut self, middleware: impl IntoMiddleware) -> Self {
        self.layers.push(middleware.into_middleware());
        self
    }

    /// The model with this function; its configuration is read as the type that the function takes.
    pub fn handler<C, F, Fut>(self, handler: F) -> Action
    where
        C: DeserializeOwned + JsonSchema + Send + 'static,
        F: Fn(ModelRequest<C>, Ctx, Chunks<ModelResponseChunk>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<ModelResponse>> + Send + 'static,
    {
        let handler = Arc::new(handler);
        let call: ModelFn = Arc::new(move |request, ctx, out| {
            let handler = handler.clone();
            match HasConfig::read(request) {
                Ok(request) => Box::pin(handler(request, ctx, out)),
                Err(error) => Box::pin(ready(Err(error))),
            }
        });
        let mut action = self.action;
        let label = self.info.label.clone().unwrap_or_else(|| action.name().to_owned());
        action = action.description(label);
        for (name, value) in info_metadata::<C>(&self.info) {
            action = action.metadata(name, value);
        }
        action.body(Box::new(ModelBody::new(Box::new(TypedBody(call)), self.layers)))
    }
}
