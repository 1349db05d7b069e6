use genkit::prelude::*;

#[flow]
fn greet(name: String) -> String {
    format!("Hello, {name}!")
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<greet>("Ada".to_owned()).await?, "Hello, Ada!");
    Ok(())
}
