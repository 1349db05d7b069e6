//! Models that take their time.

use genkit::prelude::*;
use serde_json::{Value, json};

#[background_model(name = "slowVideo", label = "slowVideo", supports(long_running), check = check_video, cancel = cancel_video)]
async fn slow_video(req: ModelRequest) -> Result<Operation> {
    match req.messages.first().map(Message::text).unwrap_or_default().as_str() {
        "refuse" => Err(Error::invalid_argument("refused")),
        text => Ok(Operation::new(format!("op-{text}")).with_metadata("polls", 0)),
    }
}

async fn check_video(mut op: Operation, _ctx: Ctx) -> Result<Operation> {
    let before =
        op.metadata.as_ref().and_then(|m| m.get("polls")).and_then(Value::as_u64).unwrap_or_default();
    let polls = before + 1;
    op.metadata = None;
    let op = op.with_metadata("polls", polls);
    if op.id == "op-fail" {
        return Ok(op.with_error("render failed"));
    }
    if polls < 2 {
        return Ok(op);
    }
    let video = ModelResponse::new(Part::media("video/mp4", "data:video/mp4;base64,AAAA"));
    Ok(op.with_output(json!(video)))
}

async fn cancel_video(mut op: Operation, _ctx: Ctx) -> Result<Operation> {
    op.done = true;
    Ok(op.with_metadata("cancelled", true))
}

#[background_model(name = "noCancel", supports(long_running), check = check_no_cancel)]
async fn no_cancel(_req: ModelRequest) -> Result<Operation> {
    Ok(Operation::new("nc"))
}

async fn check_no_cancel(mut op: Operation, _ctx: Ctx) -> Result<Operation> {
    op.done = true;
    Ok(op)
}
