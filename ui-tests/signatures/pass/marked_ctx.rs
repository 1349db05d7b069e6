use genkit::prelude::*;

type Run = Ctx;

#[flow]
async fn greet(name: String, #[ctx] _run: Run) -> Result<String> {
    Ok(format!("Hello, {name}!"))
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<greet>("Ada".to_owned()).await?, "Hello, Ada!");
    Ok(())
}
