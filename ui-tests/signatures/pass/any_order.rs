use genkit::prelude::*;

#[flow]
async fn greet(ctx: Ctx, out: Chunks<u8>, name: String) -> Result<String> {
    out.send(1).await?;
    assert!(!ctx.is_cancelled());
    Ok(format!("Hello, {name}!"))
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<greet>("Ada".to_owned()).await?, "Hello, Ada!");
    Ok(())
}
