use genkit::prelude::*;

#[flow]
async fn greet(name: std::string::String, _ctx: genkit::Ctx, _out: genkit::Chunks<String>) -> genkit::Result<String> {
    Ok(format!("Hello, {name}!"))
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<greet>("Ada".to_owned()).await?, "Hello, Ada!");
    Ok(())
}
