//! A model that echoes, and does what the CLI's tests of models ask for.

use std::time::Duration;

use genkit::prelude::*;
use genkit::{ToolRequest, Usage};

/// Echoes what it is asked.
#[model(
    label = "Echo",
    supports(multiturn, media, tools, system_role, output("text", "json"), constrained = "all")
)]
pub(crate) async fn echo(
    req: ModelRequest,
    ctx: Ctx,
    out: Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    // A moment, as models take: one that takes none would show as less than a millisecond in traces.
    ctx.ai().env().sleep(Duration::from_millis(2)).await;
    let part = answer(&req);
    for piece in pieces(&part) {
        out.send(ModelResponseChunk::new(piece)).await?;
    }
    let mut usage = Usage::default();
    (usage.input_tokens, usage.output_tokens, usage.total_tokens) = (Some(3.0), Some(5.0), Some(8.0));
    Ok(ModelResponse::new(part).with_usage(usage))
}

fn answer(req: &ModelRequest) -> Part {
    let parts = || req.messages.iter().flat_map(|message| &message.content);
    let answered = parts().any(|part| part.as_tool_response().is_some());
    if let Some(tool) = req.tools.iter().flat_map(|tools| tools.iter()).next()
        && !answered
    {
        let request =
            ToolRequest::new(&*tool.name, serde_json::json!({"city": "New York"})).with_ref("ref-1");
        return request.into();
    }
    let output = req.output.as_ref();
    if output.is_some_and(|output| output.schema.is_some() || output.format.as_deref() == Some("json")) {
        return Part::text(r#"{"name":"John","age":42,"rating":5}"#);
    }
    let said = parts().map(|part| part.as_text().unwrap_or("[media genkit google]")).collect::<Vec<_>>();
    let told = req.messages.iter().any(|message| message.role == Role::System);
    Part::text(format!("{}echo: {}", if told { "RESPONSE: " } else { "" }, said.join(" | ")))
}

/// Text comes word by word.
fn pieces(part: &Part) -> Vec<Part> {
    match part.as_text() {
        Some(text) => text.split_inclusive(' ').map(Part::text).collect(),
        None => vec![part.clone()],
    }
}
