//! The routes as an OpenAPI 3.1 document.

mod schema;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use self::schema::Schemas;
use super::flows::Flows;
use super::handler::FlowHandler;
use crate::core::action::Action;
use crate::core::app::Genkit;
use crate::core::error::Status;

/// The OpenAPI 3.1 document of what [`router`](super::router) serves.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// /// Greets someone.
/// #[flow]
/// async fn greet_politely(name: String) -> Result<String> {
///     Ok(format!("Good day, {name}."))
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let document = genkit::serve::openapi(&Genkit::builder().build().await?);
/// assert_eq!(document["paths"]["/greet_politely"]["post"]["summary"], "Greets someone.");
/// # Ok(()) }
/// ```
#[must_use]
pub fn openapi(ai: &Genkit) -> Value {
    Flows::of(ai).openapi()
}

/// The document of these routes.
pub(super) fn document(ai: &Genkit, routes: &BTreeMap<String, FlowHandler>) -> Value {
    let mut schemas = Schemas::default();
    let mut security = Map::new();
    let mut paths = Map::new();
    for (path, handler) in routes {
        let mut post = operation(path, &handler.action(ai), &mut schemas);
        if let Some((name, scheme)) = handler.security() {
            set(&mut post, "security", json!([{name: []}]));
            security.insert(name.to_owned(), scheme);
        }
        paths.insert(path.clone(), json!({"post": post}));
    }
    let mut components = json!({
        "schemas": {"Error": error_schema()},
        "responses": {"Error": {
            "description": "The request was refused, or the run failed",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
        }},
    });
    if !security.is_empty() {
        set(&mut components, "securitySchemes", security.into());
    }
    if let Some(all) = components.get_mut("schemas").and_then(Value::as_object_mut) {
        all.extend(schemas.into_named());
    }
    let info = json!({"title": ai.name().unwrap_or("Genkit flows"), "version": "0.0.0"});
    json!({"openapi": "3.1.0", "info": info, "paths": paths, "components": components})
}

fn operation(path: &str, action: &Action, schemas: &mut Schemas) -> Value {
    let mut takes = Map::new();
    takes.insert("data".to_owned(), action.input_schema().map_or_else(|| json!({}), |s| schemas.take(s)));
    if let Some(init) = action.init_schema() {
        // Clients write `null` for what they leave out.
        takes.insert("init".to_owned(), json!({"anyOf": [schemas.take(init), {"type": "null"}]}));
    }
    let gives = action.output_schema().map_or_else(|| json!({}), |s| schemas.take(s));
    let chunk = action.chunk_schema().map(|s| schemas.take(s));
    let required = if action.input_schema().is_some() { json!(["data"]) } else { json!([]) };
    let mut told = json!({
        "operationId": path.trim_matches('/').replace('/', "_"),
        "parameters": [{
            "name": "stream",
            "in": "query",
            "description": "With `true`, or with `Accept: text/event-stream`, chunks are sent as they come",
            "schema": {"type": "string"},
        }],
        "requestBody": {
            "required": true,
            "content": {"application/json": {
                "schema": {"type": "object", "properties": takes, "required": required},
            }},
        },
        "responses": {
            "200": {
                "description": "What the run returned, or a stream of its chunks that ends with what it returned",
                "headers": {"x-genkit-trace-id": {
                    "description": "The trace of the run",
                    "schema": {"type": "string"},
                }},
                "content": {
                    "application/json": {
                        "schema": {"type": "object", "properties": {"result": gives}, "required": ["result"]},
                    },
                    "text/event-stream": {"schema": {"type": "string", "description": events(chunk.as_ref())}},
                },
            },
            "default": {"$ref": "#/components/responses/Error"},
        },
    });
    if let Some(description) = action.description() {
        set(&mut told, "summary", description.lines().next().unwrap_or_default().into());
        set(&mut told, "description", description.into());
    }
    told
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

/// What stands in the stream, in words: OpenAPI has none for events.
fn events(chunk: Option<&Value>) -> String {
    let chunk = chunk.map_or_else(|| "none".to_owned(), ToString::to_string);
    format!(
        "Events `data: {{\"message\": chunk}}`, then one of `data: {{\"result\": ..}}` and `data: {{\"error\": ..}}`. \
         The schema of a chunk: {chunk}"
    )
}

fn error_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "message": {"type": "string"},
            "status": {"enum": Status::ALL},
            "details": {},
        },
        "required": ["message", "status"],
    })
}
