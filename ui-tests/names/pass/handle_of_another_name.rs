use genkit::prelude::*;

#[flow(handle = Greet)]
async fn greet(name: String) -> Result<String> {
    Ok(format!("Hello, {name}!"))
}

use greet as hello;

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<Greet>("Ada".to_owned()).await?, "Hello, Ada!");
    assert_eq!(hello("Ada".to_owned()).await?, "Hello, Ada!");
    Ok(())
}
