//! Text to vectors.

use std::sync::Arc;

use genkit::{Action, Ctx, Document, Embedder, Embedding, Error, Result};
use serde_json::{Value, json};

use crate::OllamaEmbedConfig;
use crate::plugin::Server;

pub(crate) fn embedder(server: Arc<Server>, name: &str) -> Action {
    let model = name.to_owned();
    let builder = Embedder::builder(format!("ollama/{name}"));
    builder.handler(move |documents: Vec<Document>, config: OllamaEmbedConfig, ctx: Ctx| {
        let (server, model) = (server.clone(), model.clone());
        async move { embed(&server, &model, &documents, &config, &ctx).await }
    })
}

async fn embed(
    server: &Server,
    model: &str,
    documents: &[Document],
    config: &OllamaEmbedConfig,
    ctx: &Ctx,
) -> Result<Vec<Embedding>> {
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    if documents.iter().any(|document| document.media().next().is_some()) {
        return Err(Error::invalid_argument(format!("ollama/{model} embeds text only")));
    }
    let texts: Vec<String> = documents.iter().map(Document::to_text).collect();
    let mut body = json!({"model": config.version.as_deref().unwrap_or(model), "input": texts});
    let more = [
        ("dimensions", config.dimensions.map(Value::from)),
        ("truncate", config.truncate.map(Value::from)),
        ("keep_alive", config.keep_alive.clone().map(Value::from)),
        ("options", config.options.clone().map(Value::from)),
    ];
    if let Some(body) = body.as_object_mut() {
        body.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    let request = server.post("/api/embed", &body, Some(ctx), None)?;
    let answer = server.endpoint.http().json(ctx.ai(), request).await.map_err(|e| server.explained(e))?;
    let vectors = answer.get("embeddings").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let read = |vector: &Value| -> Option<Vec<f32>> {
        vector.as_array()?.iter().map(|n| n.as_f64().map(|n| n as f32)).collect()
    };
    let whole: Option<Vec<Embedding>> = vectors.iter().map(|v| read(v).map(Embedding::from)).collect();
    whole.filter(|all| all.len() == documents.len()).ok_or_else(|| {
        let told = format!("{} vectors for {} documents", vectors.len(), documents.len());
        Error::internal(told).with_source("ollama")
    })
}
