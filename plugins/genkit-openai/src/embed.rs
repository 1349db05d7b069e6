//! Text to vectors.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use genkit::{Action, Ctx, Document, Embedder, Embedding, Error, Result};
use serde_json::{Value, json};

use crate::EmbedConfig;
use crate::plugin::Provider;

pub(crate) fn embedder(provider: Arc<Provider>, name: &str) -> Action {
    let model = name.to_owned();
    let dimensions = match name {
        "text-embedding-3-large" => Some(3072),
        "text-embedding-3-small" | "text-embedding-ada-002" => Some(1536),
        _ => None,
    };
    let builder = Embedder::builder(format!("{}/{name}", provider.name()));
    let builder = match dimensions {
        Some(dimensions) => builder.dimensions(dimensions),
        None => builder,
    };
    builder.handler(move |documents: Vec<Document>, config: EmbedConfig, ctx: Ctx| {
        let (provider, model) = (provider.clone(), model.clone());
        async move { embed(&provider, &model, &documents, config, &ctx).await }
    })
}

async fn embed(
    provider: &Provider,
    model: &str,
    documents: &[Document],
    config: EmbedConfig,
    ctx: &Ctx,
) -> Result<Vec<Embedding>> {
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    if documents.iter().any(|document| document.media().next().is_some()) {
        return Err(Error::invalid_argument(format!("{}/{model} embeds text only", provider.name())));
    }
    let texts: Vec<String> = documents.iter().map(Document::to_text).collect();
    let mut body = json!({"model": config.version.as_deref().unwrap_or(model), "input": texts});
    let more = serde_json::to_value(&config)?;
    for (name, sent) in
        [("dimensions", "dimensions"), ("encodingFormat", "encoding_format"), ("user", "user")]
    {
        if let (Some(value), Some(body)) = (more.get(name), body.as_object_mut()) {
            body.insert(sent.to_owned(), value.clone());
        }
    }
    let request = provider.endpoint.post("/embeddings", &body, Some(ctx), None)?;
    let answer = provider.endpoint.http().json(ctx.ai(), request).await?;
    let data = answer.get("data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    // In the order of the documents, whatever order they came in.
    let mut vectors: Vec<Option<Vec<f32>>> = vec![None; documents.len()];
    for (at, item) in data.iter().enumerate() {
        let at =
            item.get("index").and_then(Value::as_u64).and_then(|i| usize::try_from(i).ok()).unwrap_or(at);
        if let (Some(place), Some(vector)) = (vectors.get_mut(at), item.get("embedding").and_then(vector)) {
            *place = Some(vector);
        }
    }
    let whole: Option<Vec<Embedding>> = vectors.into_iter().map(|v| v.map(Embedding::from)).collect();
    whole.ok_or_else(|| {
        Error::internal(format!("{} vectors for {} documents", data.len(), documents.len()))
            .with_source(provider.name().to_owned())
    })
}

/// Numbers, or the bytes of 32-bit numbers in base 64.
fn vector(value: &Value) -> Option<Vec<f32>> {
    match value {
        Value::Array(numbers) => numbers.iter().map(|n| n.as_f64().map(|n| n as f32)).collect(),
        Value::String(text) => {
            let bytes = STANDARD.decode(text).ok()?;
            let (numbers, rest) = bytes.as_chunks::<4>();
            rest.is_empty().then(|| numbers.iter().map(|n| f32::from_le_bytes(*n)).collect())
        }
        _ => None,
    }
}
