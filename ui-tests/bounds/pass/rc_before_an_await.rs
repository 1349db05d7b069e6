use genkit::prelude::*;

#[flow]
async fn greet(name: String, ctx: Ctx) -> Result<String> {
    let hello = {
        let shared = std::rc::Rc::new(name);
        format!("Hello, {shared}!")
    };
    ctx.step("wait", async { Ok::<_, Error>(()) }).await?;
    Ok(hello)
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<greet>("Ada".to_owned()).await?, "Hello, Ada!");
    Ok(())
}
