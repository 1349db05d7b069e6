//! Models that say what the request tells them to, and models that say what they were asked.

use genkit::FinishReason;
use genkit::prelude::*;
use serde_json::{Value, json};

/// What a scripted model finds in its configuration.
#[derive(Deserialize, JsonSchema)]
struct Script {
    /// Its answers, by how many it gave before.
    #[serde(default)]
    script: Vec<Option<Line>>,
    /// The chunks before each answer.
    #[serde(default)]
    chunks: Vec<Vec<ModelResponseChunk>>,
    /// How many of the model's messages were there before the script began.
    #[serde(default)]
    base: usize,
}

/// An answer, or an error in its place.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Line {
    Error { error: Failure },
    Answer(Box<ModelResponse>),
}

#[derive(Clone, Deserialize, JsonSchema)]
struct Failure {
    status: String,
    message: String,
}

async fn play(req: ModelRequest<Script>, out: Chunks<ModelResponseChunk>) -> Result<ModelResponse> {
    let said = req.messages.iter().filter(|m| m.role == Role::Model).count();
    let script = req.config;
    let line = said.checked_sub(script.base).and_then(|n| script.script.into_iter().nth(n)?);
    let turn = i64::try_from(said)? - i64::try_from(script.base)?;
    match line {
        None => Err(Error::out_of_range(format!("script has no response {turn}"))),
        Some(Line::Error { error }) => Err(Error::new(error.status.parse()?, error.message)),
        Some(Line::Answer(answer)) => {
            for chunk in script.chunks.into_iter().nth(usize::try_from(turn)?).unwrap_or_default() {
                out.send(chunk).await?;
            }
            Ok(*answer)
        }
    }
}

#[model(
    label = "scripted",
    supports(multiturn, tools, media, system_role, tool_choice, output("text", "json"))
)]
async fn scripted(req: ModelRequest<Script>, out: Chunks<ModelResponseChunk>) -> Result<ModelResponse> {
    play(req, out).await
}

#[model(
    name = "scriptedConstrained",
    label = "scriptedConstrained",
    supports(multiturn, tools, media, system_role, tool_choice, output("text", "json"), constrained = "all")
)]
async fn scripted_constrained(
    req: ModelRequest<Script>,
    out: Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    play(req, out).await
}

#[model(name = "scriptedNoContext", label = "scriptedNoContext", supports(multiturn))]
async fn scripted_no_context(
    req: ModelRequest<Script>,
    out: Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    play(req, out).await
}

/// Says `config.answer`, or the request itself.
fn reflect(req: &ModelRequest) -> Result<ModelResponse> {
    let seen = sorted(serde_json::to_value(req)?);
    let text =
        req.config.get("answer").and_then(Value::as_str).map_or_else(|| seen.to_string(), str::to_owned);
    let mut response = ModelResponse::text(text).with_finish_reason(FinishReason::Stop);
    response.custom = Some(json!({"seen": seen}));
    Ok(response)
}

#[model(supports(multiturn, tools, media, system_role, tool_choice, output("text", "json")))]
async fn reflector(req: ModelRequest) -> Result<ModelResponse> {
    reflect(&req)
}

#[model(
    name = "reflectorConstrained",
    supports(multiturn, tools, media, system_role, tool_choice, output("text", "json"), constrained = "all")
)]
async fn reflector_constrained(req: ModelRequest) -> Result<ModelResponse> {
    reflect(&req)
}

#[model(
    name = "reflectorContext",
    supports(multiturn, tools, media, system_role, tool_choice, output("text", "json"), context)
)]
async fn reflector_context(req: ModelRequest) -> Result<ModelResponse> {
    reflect(&req)
}

#[model(name = "reflectorNoSystem", supports(multiturn, tools, media, tool_choice, output("text", "json")))]
async fn reflector_no_system(req: ModelRequest) -> Result<ModelResponse> {
    reflect(&req)
}

/// The same with the members of every object in the order of their names.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut members: Vec<_> = map.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        other => other,
    }
}
