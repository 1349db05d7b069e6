//! Documents to vectors.

mod vertex;

use std::sync::Arc;

use genkit::{Action, Ctx, Document, Embedder, Embedding, Error, RawConfig, Result};
use serde_json::{Map, Value, json};

use crate::EmbedConfig;
use crate::backend::{Backend, Call, Place};
use crate::family::short;
use crate::gemini::part_to_gemini;

/// The embedder of this name.
pub(crate) fn embedder(backend: &Arc<Backend>, name: &str) -> Action {
    let builder = Embedder::builder(format!("{}/{name}", backend.plugin));
    let (dimensions, batch) = known(name, backend.is_vertex());
    let builder = match dimensions {
        Some(dimensions) => builder.dimensions(dimensions),
        None => builder,
    };
    let (backend, model) = (backend.clone(), short(name).to_owned());
    builder.max_batch_size(batch).handler(
        move |documents: Vec<Document>, config: RawConfig<EmbedConfig>, ctx: Ctx| {
            let (backend, model) = (backend.clone(), model.clone());
            async move {
                let mut config = config.json;
                let call = Call::take(&mut config, &ctx);
                if documents.is_empty() {
                    return Ok(Vec::new());
                }
                let asked =
                    Asked { backend: &backend, model: call.model(&model), config, call: &call, ctx: &ctx };
                let embeddings = if backend.is_vertex() && !takes_contents(asked.model) {
                    vertex::embed(&asked, &documents).await
                } else {
                    embed(&asked, &documents).await
                };
                embeddings.map_err(|e| e.with_source(backend.plugin))
            }
        },
    )
}

/// How long the vectors are, and how many documents go into one request.
fn known(name: &str, vertex: bool) -> (Option<u32>, u32) {
    let batch = match name {
        _ if !vertex || takes_contents(name) => 100,
        "gemini-embedding-001" | "multimodalembedding@001" => 1,
        _ => 250,
    };
    let dimensions = match name {
        _ if name.starts_with("gemini-embedding-") => Some(3072),
        "multimodalembedding@001" => Some(1408),
        _ if name.starts_with("text-") => Some(768),
        _ => None,
    };
    (dimensions, batch)
}

/// Models that Vertex AI asks as the Gemini API does; the older ones predict.
fn takes_contents(name: &str) -> bool {
    name.starts_with("gemini-embedding-") && name != "gemini-embedding-001"
}

struct Asked<'a> {
    backend: &'a Backend,
    model: &'a str,
    config: Map<String, Value>,
    call: &'a Call,
    ctx: &'a Ctx,
}

impl Asked<'_> {
    async fn ask(&self, verb: &str, body: &Value) -> Result<Value> {
        let place = Place::Model(self.model, verb);
        let request = self.backend.post(self.ctx.ai(), place, body, self.call).await?;
        self.backend.http(self.call).json(self.ctx.ai(), request).await
    }
}

/// One document by itself, several in one request.
async fn embed(asked: &Asked<'_>, documents: &[Document]) -> Result<Vec<Embedding>> {
    let body = |document: &Document| {
        let config = asked.config.clone();
        let mut body = match asked.backend.is_vertex() && !config.is_empty() {
            true => Map::from_iter([("embedContentConfig".to_owned(), config.into())]),
            false => config,
        };
        let parts = document.content.iter().map(|part| part_to_gemini(part, false));
        let parts: Vec<Value> = parts.filter_map(Result::transpose).collect::<Result<_>>()?;
        body.insert("content".to_owned(), json!({"role": "user", "parts": parts}));
        Ok::<_, Error>(body)
    };
    let vectors = if let [document] = documents {
        let answer = asked.ask("embedContent", &Value::from(body(document)?)).await?;
        vec![answer.get("embedding").and_then(|e| e.get("values")).and_then(numbers)]
    } else {
        let mut requests = Vec::with_capacity(documents.len());
        for document in documents {
            let mut body = body(document)?;
            if !asked.backend.is_vertex() {
                body.insert("model".to_owned(), format!("models/{}", asked.model).into());
            }
            requests.push(Value::Object(body));
        }
        let answer = asked.ask("batchEmbedContents", &json!({"requests": requests})).await?;
        let all = answer.get("embeddings").and_then(Value::as_array).into_iter().flatten();
        all.map(|e| e.get("values").and_then(numbers)).collect()
    };
    complete(vectors, documents.len())
}

/// As many vectors as there are documents.
fn complete(vectors: Vec<Option<Vec<f32>>>, documents: usize) -> Result<Vec<Embedding>> {
    let count = vectors.len();
    let whole: Option<Vec<Embedding>> = vectors.into_iter().map(|v| v.map(Embedding::new)).collect();
    whole
        .filter(|_| count == documents)
        .ok_or_else(|| Error::internal(format!("{count} vectors, not all whole, for {documents} documents")))
}

fn numbers(values: &Value) -> Option<Vec<f32>> {
    values.as_array()?.iter().map(|n| n.as_f64().map(|n| n as f32)).collect()
}
