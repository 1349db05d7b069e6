use genkit::prelude::*;

/// Greets someone.
#[must_use]
#[inline]
#[allow(clippy::unused_async)]
#[flow]
#[doc(alias = "hello")]
async fn greet(name: String) -> Result<String> {
    Ok(format!("Hello, {name}!"))
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<greet>("Ada".to_owned()).await?, "Hello, Ada!");
    Ok(())
}
