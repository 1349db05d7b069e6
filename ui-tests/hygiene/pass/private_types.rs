use genkit::prelude::*;

#[derive(Serialize, Deserialize, JsonSchema)]
struct Name(String);

#[flow]
async fn greet(name: Name) -> Result<String> {
    Ok(format!("Hello, {}!", name.0))
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<greet>(Name("Ada".to_owned())).await?, "Hello, Ada!");
    Ok(())
}
