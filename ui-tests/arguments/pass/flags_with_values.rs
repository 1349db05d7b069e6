use genkit::prelude::*;

/// Greets someone.
#[tool(interrupt = false, multipart = false, effect = read)]
async fn greet(name: String) -> Result<String> {
    Ok(format!("Hello, {name}!"))
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run_json("/tool/greet", serde_json::json!({"name": "Ada"})).await?, "Hello, Ada!");
    Ok(())
}
