//! Vectors by Vertex AI, which calls documents instances.

use genkit::{Document, Embedding, Error, Media, Result};
use serde_json::{Map, Value, json};

use super::{Asked, complete, numbers};

pub(super) async fn embed(asked: &Asked<'_>, documents: &[Document]) -> Result<Vec<Embedding>> {
    let mut config = asked.config.clone();
    let multimodal = config.shift_remove("multimodal") == Some(Value::Bool(true));
    if multimodal || asked.model.starts_with("multimodalembedding") {
        return many_kinds(asked, documents, config).await;
    }
    if documents.iter().any(|document| document.media().next().is_some()) {
        return Err(Error::invalid_argument(format!("{} embeds text only", asked.model)));
    }
    let (task, title) = (config.shift_remove("taskType"), config.shift_remove("title"));
    let instance = |document: &Document| {
        let mut instance = json!({"content": document.to_text()});
        if let Some(instance) = instance.as_object_mut() {
            instance.extend(task.clone().map(|task| ("task_type".to_owned(), task)));
            instance.extend(title.clone().map(|title| ("title".to_owned(), title)));
        }
        instance
    };
    let instances: Vec<Value> = documents.iter().map(instance).collect();
    let answer = asked.ask("predict", &json!({"instances": instances, "parameters": config})).await?;
    let predictions = answer.get("predictions").and_then(Value::as_array).into_iter().flatten();
    let vectors = predictions.map(|p| p.pointer("/embeddings/values").and_then(numbers)).collect();
    complete(vectors, documents.len())
}

/// Text, a picture and a video each get a vector of their own.
async fn many_kinds(
    asked: &Asked<'_>,
    documents: &[Document],
    mut config: Map<String, Value>,
) -> Result<Vec<Embedding>> {
    for name in ["taskType", "title"] {
        config.shift_remove(name);
    }
    if let Some(dimensions) = config.shift_remove("outputDimensionality") {
        config.insert("dimension".to_owned(), dimensions);
    }
    let instances: Vec<Value> = documents.iter().map(instance).collect::<Result<_>>()?;
    let answer = asked.ask("predict", &json!({"instances": instances, "parameters": config})).await?;
    let mut embeddings = Vec::new();
    for prediction in answer.get("predictions").and_then(Value::as_array).into_iter().flatten() {
        for kind in ["imageEmbedding", "textEmbedding"] {
            if let Some(vector) = prediction.get(kind).and_then(numbers) {
                embeddings.push(Embedding::new(vector).with_metadata("embedType", kind));
            }
        }
        for video in prediction.get("videoEmbeddings").and_then(Value::as_array).into_iter().flatten() {
            let Some(vector) = video.get("embedding").and_then(numbers) else { continue };
            let mut embedding = Embedding::new(vector);
            for name in ["startOffsetSec", "endOffsetSec"] {
                if let Some(second) = video.get(name) {
                    embedding = embedding.with_metadata(name, second.clone());
                }
            }
            embeddings.push(embedding.with_metadata("embedType", "videoEmbedding"));
        }
    }
    Ok(embeddings)
}

fn instance(document: &Document) -> Result<Value> {
    let mut instance = Map::new();
    let text = document.to_text();
    if !text.is_empty() {
        instance.insert("text".to_owned(), text.into());
    }
    for media in document.media() {
        let kind = media.mime_type().unwrap_or_default().to_owned();
        let (name, mut place) = match kind.split('/').next() {
            Some("image") => ("image", source(media)?),
            Some("video") => ("video", source(media)?),
            _ => return Err(Error::invalid_argument(format!("no vector can be made of {kind:?}"))),
        };
        if name == "image" {
            place.insert("mimeType".to_owned(), kind.into());
        } else if let Some(segment) = document.meta("videoSegmentConfig") {
            place.insert("videoSegmentConfig".to_owned(), segment.clone());
        }
        instance.insert(name.to_owned(), place.into());
    }
    Ok(instance.into())
}

fn source(media: &Media) -> Result<Map<String, Value>> {
    let (name, value) = match media.data_url() {
        Some(data) => ("bytesBase64Encoded", data.base64),
        None if media.url.starts_with("gs://") => ("gcsUri", media.url.as_str()),
        None => {
            let told = "Vertex AI embeds media as data URLs or from gs://";
            return Err(Error::invalid_argument(told));
        }
    };
    Ok(Map::from_iter([(name.to_owned(), value.into())]))
}
