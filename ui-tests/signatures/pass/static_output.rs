use genkit::prelude::*;

#[flow]
fn greet(_name: String) -> Result<&'static str> {
    Ok("Hello!")
}

#[flow]
fn farewell() -> std::borrow::Cow<'static, str> {
    "Bye!".into()
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<greet>(String::new()).await?, "Hello!");
    assert_eq!(ai.run::<farewell>(()).await?, "Bye!");
    Ok(())
}
