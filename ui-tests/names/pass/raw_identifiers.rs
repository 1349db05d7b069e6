use genkit::prelude::*;

#[flow]
fn r#type(r#match: String) -> String {
    r#match
}

/// Loops.
#[tool]
fn r#loop(r#in: u8, r#as: u8) -> u8 {
    r#in + r#as
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run_json("/flow/type", "a".into()).await?, "a");
    assert_eq!(ai.run_json("/tool/loop", serde_json::json!({"in": 1, "as": 2})).await?, 3);
    Ok(())
}
