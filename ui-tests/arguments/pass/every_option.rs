use genkit::prelude::*;

#[flow(name = "acme/greet", description = "Greets.", handle = Greet, crate = ::genkit, metadata(team = "menu", limit = 3, ratio = -0.5, beta = true),)]
async fn greet(name: String) -> Result<String> {
    Ok(format!("Hello, {name}!"))
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    let action = ai.action("/flow/acme/greet").await?;
    assert_eq!(action.describe()["metadata"]["team"], "menu");
    assert_eq!(ai.run::<Greet>("Ada".to_owned()).await?, "Hello, Ada!");
    Ok(())
}
