use genkit::prelude::*;

#[flow(name = "acme/größe")]
async fn greet(name: String) -> Result<String> {
    Ok(format!("Hello, {name}!"))
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run_json("/flow/acme/größe", "Ada".into()).await?, "Hello, Ada!");
    Ok(())
}
