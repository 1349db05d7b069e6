//! Resources: content found by its URI.

mod template;

use std::future::Future;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::outputs::ResourceOutput;
use super::part::Part;
use crate::core::BoxFuture;
use crate::core::action::{Action, ActionBuilder, Handle};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::key::ActionType;

/// What a resource is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResourceRequest {
    /// The URI; the resource's own, or one that its template fits.
    pub uri: String,
}

/// What a resource holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResourceResponse {
    /// The parts; each says in its metadata which resource it is of.
    pub content: Vec<Part>,
}

/// The handle of a resource.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource",
    label = "not the handle of a resource",
    note = "annotate the function with `#[resource(uri = \"..\")]`"
)]
pub trait ResourceHandle: Handle<Input = ResourceRequest, Output = ResourceResponse> {
    /// What its function returns.
    type Returned: ResourceOutput;
    /// What it is read by.
    #[doc(hidden)]
    const SPEC: ResourceSpec;
}

/// What `#[resource(..)]` says.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct ResourceSpec {
    pub uri: Option<&'static str>,
    pub template: Option<&'static str>,
}

impl ResourceSpec {
    /// One URI.
    #[must_use]
    pub const fn uri(uri: &'static str) -> Self {
        Self { uri: Some(uri), template: None }
    }

    /// All that a template fits.
    #[must_use]
    pub const fn template(template: &'static str) -> Self {
        Self { uri: None, template: Some(template) }
    }
}

fn described(uri: Option<&str>, template: Option<&str>) -> Map<String, Value> {
    let mut inner = Map::new();
    inner.extend(uri.map(|uri| ("uri".to_owned(), uri.into())));
    inner.extend(template.map(|template| ("template".to_owned(), template.into())));
    let metadata = json!({"type": "resource", "resource": inner});
    metadata.as_object().cloned().unwrap_or_default()
}

/// Calls a resource's function if the URI is its own, and marks what it gives.
pub(crate) fn resource<F, Fut>(
    spec: ResourceSpec,
    request: ResourceRequest,
    call: F,
) -> BoxFuture<'static, Result<ResourceResponse>>
where
    F: FnOnce(String) -> Fut + Send + 'static,
    Fut: Future<Output = Result<Vec<Part>>> + Send + 'static,
{
    Box::pin(answer(spec.uri.map(str::to_owned), spec.template.map(str::to_owned), request, call))
}

async fn answer<F, Fut>(
    uri: Option<String>,
    template: Option<String>,
    request: ResourceRequest,
    call: F,
) -> Result<ResourceResponse>
where
    F: FnOnce(String) -> Fut + Send,
    Fut: Future<Output = Result<Vec<Part>>> + Send,
{
    if !matches(uri.as_deref(), template.as_deref(), &request.uri) {
        return Err(unfit(&request.uri, uri.as_deref().or(template.as_deref()).unwrap_or_default()));
    }
    let mut content = call(request.uri.clone()).await?;
    for part in &mut content {
        mark(part, &request.uri, template.as_deref());
    }
    Ok(ResourceResponse { content })
}

#[cold]
fn unfit(asked: &str, own: &str) -> Error {
    let unnamed = Ctx::current().is_some_and(|ctx| ctx.ai().generate_defaults().unnamed_resource_input);
    let asked = if unnamed { "[object Object]" } else { asked };
    Error::invalid_argument(format!("input {asked} did not match template {own}"))
}

/// Says of a part which resource it is of; where it says so already, this one is the parent.
fn mark(part: &mut Part, uri: &str, template: Option<&str>) {
    let mut of = json!({"uri": uri});
    if let (Some(of), Some(template)) = (of.as_object_mut(), template) {
        of.insert("template".to_owned(), template.into());
    }
    let metadata = part.metadata.get_or_insert_default();
    match metadata.get_mut("resource").and_then(Value::as_object_mut) {
        Some(there) => {
            there.entry("parent").or_insert(of);
        }
        None => {
            metadata.insert("resource".to_owned(), of);
        }
    }
}

/// True if a resource of this URI or template answers for `asked`.
pub(crate) fn matches(uri: Option<&str>, template: Option<&str>, asked: &str) -> bool {
    match (uri, template) {
        (Some(uri), _) => uri == asked,
        (None, Some(template)) => template::fits(template, asked),
        (None, None) => false,
    }
}

/// Resources made at run time: what `#[resource]` declares.
#[derive(Debug)]
pub enum Resource {}

impl Resource {
    /// Starts a resource of this name, for this URI.
    #[track_caller]
    pub fn at(name: impl Into<String>, uri: impl Into<String>) -> ResourceBuilder {
        ResourceBuilder {
            action: ActionBuilder::new(ActionType::Resource, name),
            uri: Some(uri.into()),
            template: None,
        }
    }

    /// Starts a resource of this name, for every URI that a template such as `file://{path}` fits.
    #[track_caller]
    pub fn template(name: impl Into<String>, template: impl Into<String>) -> ResourceBuilder {
        let action = ActionBuilder::new(ActionType::Resource, name);
        ResourceBuilder { action, uri: None, template: Some(template.into()) }
    }
}

/// Builds a resource.
#[derive(Debug)]
#[must_use = "a builder makes a resource when it is given a handler"]
pub struct ResourceBuilder {
    action: ActionBuilder,
    uri: Option<String>,
    template: Option<String>,
}

impl ResourceBuilder {
    /// What it is, in words.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.action = self.action.description(text.into());
        self
    }

    /// The resource with this function.
    pub fn handler<F, Fut>(self, handler: F) -> Action
    where
        F: Fn(String, Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Vec<Part>>> + Send + 'static,
    {
        let Self { mut action, uri, template } = self;
        for (name, value) in described(uri.as_deref(), template.as_deref()) {
            action = action.metadata(name, value);
        }
        let handler = std::sync::Arc::new(handler);
        action.handler(move |request: ResourceRequest, ctx| {
            let handler = handler.clone();
            answer(uri.clone(), template.clone(), request, move |uri| handler(uri, ctx))
        })
    }
}
