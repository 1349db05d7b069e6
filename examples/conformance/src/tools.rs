//! Tools: plain ones, one that fails, one that knows who asks, two that wait for somebody, one that gives a picture.

use genkit::ToolOutput;
use genkit::prelude::*;
use serde_json::{Value, json};

/// description
#[tool(name = "testTool")]
async fn test_tool(#[input] _anything: Value) -> Result<&'static str> {
    Ok("tool called")
}

/// Adds two integers
#[tool]
async fn add(a: i64, b: i64) -> Result<i64> {
    a.checked_add(b).ok_or_else(|| Error::out_of_range("the sum does not fit"))
}

/// Always fails
#[tool]
async fn fails() -> Result<()> {
    Err(Error::unavailable("backend down"))
}

/// Tells the caller
#[tool]
async fn whoami(ctx: Ctx) -> Result<String> {
    let uid = ctx.context().auth().and_then(|auth| auth.get("uid")?.as_str());
    Ok(uid.unwrap_or("anonymous").to_owned())
}

#[derive(Serialize, JsonSchema)]
struct Answer {
    answer: String,
}

/// Asks the user
#[tool(name = "askUser", interrupt)]
fn ask_user(query: String) -> Answer;

#[derive(Serialize, JsonSchema)]
struct Confirmed {
    result: String,
}

/// Acts once confirmed
#[tool]
async fn confirm(action: String, ctx: Ctx) -> Result<Confirmed> {
    if ctx.resumed().is_none() {
        return Err(ctx.interrupt(json!({"requiresConfirmation": true})));
    }
    Ok(Confirmed { result: format!("confirmed: {action}") })
}

/// Returns a picture
#[tool(multipart)]
async fn picture() -> Result<ToolOutput> {
    Ok(ToolOutput {
        output: Some(json!({"ok": true})),
        content: vec![Part::media("image/png", "data:image/png;base64,iVBORw0KGgo=")],
        metadata: None,
    })
}
