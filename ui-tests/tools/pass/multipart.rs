use genkit::prelude::*;

use genkit::ToolOutput;

/// Draws a cat.
#[tool(multipart)]
fn draw() -> Result<ToolOutput> {
    Ok(ToolOutput { output: Some("a cat".into()), ..ToolOutput::default() })
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    let drawn = ai.run_json("/tool.v2/draw", serde_json::json!({})).await?;
    assert_eq!(drawn["output"], "a cat");
    Ok(())
}
