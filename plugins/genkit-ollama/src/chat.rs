//! Conversations.

use std::sync::Arc;

use genkit::schema::Dialect;
use genkit::{
    Action, Chunks, Ctx, Error, Model, ModelRequest, ModelResponse, ModelResponseChunk, OutputConfig,
    RawConfig, Result, ToolDefinition, ToolNames,
};
use serde_json::{Map, Value, json};

use crate::answer::{self, Answer};
use crate::plugin::{Server, hint, supports};
use crate::{ChatConfig, message};

pub(crate) type Request = ModelRequest<RawConfig<ChatConfig>>;

pub(crate) fn model(server: Arc<Server>, name: &str) -> Action {
    let model = name.to_owned();
    Model::builder(format!("ollama/{name}"))
        .label(format!("Ollama - {name}"))
        .supports(supports(true))
        .handler(move |request: Request, ctx: Ctx, out| {
            let (server, model) = (server.clone(), model.clone());
            async move { talk(&server, &model, request, &ctx, &out).await }
        })
}

async fn talk(
    server: &Server,
    model: &str,
    request: Request,
    ctx: &Ctx,
    out: &Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    let names = ToolNames::of(&request);
    let key = request.config.typed.api_key.clone();
    let mut body = body(model, &request, out.is_read())?;
    let tools = request.tools.iter().flat_map(|tools| tools.iter()).map(tool).collect::<Result<Vec<_>>>()?;
    if !tools.is_empty() {
        body.insert("tools".to_owned(), tools.into());
    }
    body.insert("messages".to_owned(), message::all(&request.messages, &server.http, ctx).await?.into());
    ask(server, "/api/chat", &body.into(), &names, key.as_deref(), ctx, out).await
}

/// Sends a request and reads the answer, in lines where somebody watches.
pub(crate) async fn ask(
    server: &Server,
    path: &str,
    body: &Value,
    names: &ToolNames,
    key: Option<&str>,
    ctx: &Ctx,
    out: &Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    let request = server.post(path, body, ctx, key)?;
    if out.is_read() {
        let lines = server.http.lines(ctx.ai(), request).await.map_err(hint)?;
        return answer::read(lines, names, out).await;
    }
    let line = server.http.json(ctx.ai(), request).await.map_err(hint)?;
    let mut answer = Answer::default();
    answer.take(&line, names);
    if !answer.is_done() {
        let error = Error::internal("the server's answer is not done").with_source("ollama");
        return Err(error.with_partial(&answer.response()));
    }
    Ok(answer.response())
}

/// The members that conversations and texts have in common.
pub(crate) fn body(model: &str, request: &Request, stream: bool) -> Result<Map<String, Value>> {
    const NAMES: [(&str, &str); 7] = [
        ("temperature", "temperature"),
        ("topP", "top_p"),
        ("topK", "top_k"),
        ("minP", "min_p"),
        ("stopSequences", "stop"),
        ("maxOutputTokens", "num_predict"),
        ("numCtx", "num_ctx"),
    ];
    let mut config = request.config.clone();
    let mut body = Map::new();
    body.insert("model".to_owned(), config.take("version").unwrap_or_else(|| model.into()));
    config.take("apiKey");
    for (name, sent) in [("think", "think"), ("keepAlive", "keep_alive")] {
        if let Some(value) = config.take(name) {
            body.insert(sent.to_owned(), value);
        }
    }
    let mut options = Map::new();
    for (name, sent) in NAMES {
        if let Some(value) = config.take(name) {
            options.insert(sent.to_owned(), value);
        }
    }
    options.extend(config.json.into_iter().filter(|(_, value)| !value.is_null()));
    body.insert("options".to_owned(), options.into());
    body.insert("stream".to_owned(), stream.into());
    if let Some(format) = request.output.as_ref().map(format).transpose()?.flatten() {
        body.insert("format".to_owned(), format);
    }
    Ok(body)
}

/// The schema that the server shall hold the answer to, or just JSON.
fn format(output: &OutputConfig) -> Result<Option<Value>> {
    let json = output.format.as_deref() == Some("json")
        || output.content_type.as_deref() == Some("application/json");
    match &output.schema {
        Some(schema) if output.constrained != Some(false) => Ok(Some(Dialect::Ollama.lower(schema)?.schema)),
        None if json => Ok(Some("json".into())),
        _ => Ok(None),
    }
}

fn tool(tool: &ToolDefinition) -> Result<Value> {
    let mut schema = tool.input_schema.clone().unwrap_or_else(|| json!({"type": "object", "properties": {}}));
    if schema.get("type").is_some_and(|kind| kind != "object") {
        return Err(Error::invalid_argument(format!(
            "tool {} takes no object, and Ollama gives objects only",
            tool.name
        )));
    }
    if let Some(schema) = schema.as_object_mut() {
        schema.shift_remove("$schema");
    }
    let function =
        json!({"name": ToolNames::sent(&tool.name), "description": tool.description, "parameters": schema});
    Ok(json!({"type": "function", "function": function}))
}
