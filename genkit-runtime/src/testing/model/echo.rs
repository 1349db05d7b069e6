//! A model that says what it was asked.

use crate::ai::message::Role;
use crate::ai::model::{ModelRequest, ModelResponse, ModelResponseChunk};
use crate::ai::part::Part;
use crate::core::error::{Error, Result};
use crate::core::stream::Chunks;

/// The request as two parts of text.
pub(super) fn answer(name: &str, request: &ModelRequest) -> Result<ModelResponse> {
    if let Some(schema) = request.output.as_ref().and_then(|output| output.schema.as_ref()) {
        return Err(Error::invalid_argument(format!(
            "{name} returns text and can't satisfy an output schema: {schema}"
        )));
    }
    let config = if request.config.is_null() { "{}".to_owned() } else { request.config.to_string() };
    Ok(ModelResponse::new([
        Part::text(format!("Echo: {}", request.text())),
        Part::text(format!("; config: {config}")),
    ]))
}

/// Three chunks: `3`, `2`, `1`.
pub(super) async fn count_down(out: &Chunks<ModelResponseChunk>) -> Result<()> {
    for (index, text) in (0..).zip(["3", "2", "1"]) {
        let chunk = ModelResponseChunk {
            role: Some(Role::Model),
            index: Some(index),
            ..ModelResponseChunk::text(text)
        };
        out.send(chunk).await?;
    }
    Ok(())
}
