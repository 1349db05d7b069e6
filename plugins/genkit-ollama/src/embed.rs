//! Text to vectors.

use std::sync::Arc;

use genkit::{Action, Ctx, Document, Embedder, Embedding, Error, Result};
use serde_json::{Map, Value, json};

use crate::EmbedConfig;
use crate::plugin::{Server, hint};

pub(crate) fn embedder(server: Arc<Server>, name: &str) -> Action {
    let model = name.to_owned();
    Embedder::builder(format!("ollama/{name}")).handler(
        move |documents: Vec<Document>, config: EmbedConfig, ctx: Ctx| {
            let (server, model) = (server.clone(), model.clone());
            async move { embed(&server, &model, &documents, config, &ctx).await }
        },
    )
}

async fn embed(
    server: &Server,
    model: &str,
    documents: &[Document],
    config: EmbedConfig,
    ctx: &Ctx,
) -> Result<Vec<Embedding>> {
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    if documents.iter().any(|document| document.media().next().is_some()) {
        return Err(Error::invalid_argument(format!("ollama/{model} embeds text only")));
    }
    let texts: Vec<String> = documents.iter().map(Document::to_text).collect();
    let mut body = Map::new();
    body.insert("model".to_owned(), config.version.as_deref().unwrap_or(model).into());
    body.insert("input".to_owned(), json!(texts));
    let more = serde_json::to_value(&config)?;
    for (name, sent) in [
        ("dimensions", "dimensions"),
        ("truncate", "truncate"),
        ("keepAlive", "keep_alive"),
        ("options", "options"),
    ] {
        if let Some(value) = more.get(name) {
            body.insert(sent.to_owned(), value.clone());
        }
    }
    let request = server.post("/api/embed", &body.into(), ctx, None)?;
    let answer = server.http.json(ctx.ai(), request).await.map_err(hint)?;
    let vectors = answer.get("embeddings").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if vectors.len() != documents.len() {
        let told = format!("{} vectors for {} documents", vectors.len(), documents.len());
        return Err(Error::internal(told).with_source("ollama"));
    }
    let read = |vector: &Value| serde_json::from_value::<Vec<f32>>(vector.clone()).map(Embedding::from);
    Ok(vectors.iter().map(read).collect::<Result<_, _>>()?)
}
