use genkit::prelude::*;

/// The time of day.
#[tool]
fn now() -> &'static str {
    "noon"
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run_json("/tool/now", serde_json::json!({})).await?, "noon");
    Ok(())
}
