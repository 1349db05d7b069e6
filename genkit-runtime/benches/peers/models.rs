//! The flow, the tool and the models that the workloads run.

use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use genkit::ToolRequest;
use genkit::prelude::*;
use serde_json::json;

/// How much of something a model does; set before a workload.
pub(crate) struct Amount(AtomicUsize);

impl Amount {
    pub(crate) fn set(&self, k: usize) {
        self.0.store(k, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Counts one more; gives what was counted before.
    pub(crate) fn count(&self) -> usize {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

pub(crate) static TURNS: Amount = Amount(AtomicUsize::new(0));
pub(crate) static CHUNKS: Amount = Amount(AtomicUsize::new(0));
pub(crate) static ROWS: Amount = Amount(AtomicUsize::new(0));
/// Runs of the tool and of the model that asks for it.
pub(crate) static TOOL_RUNS: Amount = Amount(AtomicUsize::new(0));
pub(crate) static MODEL_RUNS: Amount = Amount(AtomicUsize::new(0));

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Item {
    pub(crate) name: String,
    pub(crate) price: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Row {
    pub(crate) id: u64,
    pub(crate) text: String,
}

impl Row {
    pub(crate) fn number(id: usize) -> Self {
        Self { id: id as u64, text: format!("row number {id}") }
    }
}

#[flow]
pub(crate) async fn id(item: Item) -> Result<Item> {
    Ok(item)
}

/// Adds.
#[tool]
pub(crate) async fn add(a: i64, b: i64) -> Result<i64> {
    TOOL_RUNS.count();
    Ok(a + b)
}

#[model(name = "echo", supports(multiturn, tools, system_role))]
pub(crate) async fn echo(req: ModelRequest) -> Result<ModelResponse> {
    let part = req.last().and_then(|message| message.content.first());
    Ok(ModelResponse::text(part.and_then(Part::as_text).unwrap_or_default()))
}

#[model(name = "looper", supports(multiturn, tools, system_role))]
pub(crate) async fn looper(req: ModelRequest) -> Result<ModelResponse> {
    MODEL_RUNS.count();
    let done = req.messages.iter().filter(|message| message.role == Role::Tool).count();
    if done == TURNS.get() {
        return Ok(ModelResponse::text("done"));
    }
    let ask = ToolRequest::new("add", json!({"a": done, "b": 1})).with_ref(format!("r{done}"));
    let mut answer = ModelResponse::new(Part::from(ask));
    answer.finish_reason = None;
    Ok(answer)
}

#[model(name = "streamer", supports(multiturn))]
pub(crate) async fn streamer(_req: ModelRequest, out: Chunks<ModelResponseChunk>) -> Result<ModelResponse> {
    let mut all = String::new();
    for i in 0..CHUNKS.get() {
        let token = format!("token{i} ");
        all.push_str(&token);
        out.send(token.into()).await?;
    }
    Ok(ModelResponse::text(all))
}

#[model(name = "jsonstreamer", supports(multiturn))]
pub(crate) async fn jsonstreamer(
    _req: ModelRequest,
    out: Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    let all = rows_as_json(ROWS.get());
    let mut rest = all.as_str();
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(rest.len().min(16));
        out.send(piece.into()).await?;
        rest = behind;
    }
    Ok(ModelResponse::text(all))
}

/// `k` rows as compact JSON; all of it is ASCII.
pub(crate) fn rows_as_json(k: usize) -> String {
    let mut all = String::from("[");
    for row in (0..k).map(Row::number) {
        let comma = if row.id == 0 { "" } else { "," };
        let _ = write!(all, "{comma}{}", serde_json::to_string(&row).expect("a row is JSON"));
    }
    all.push(']');
    all
}
