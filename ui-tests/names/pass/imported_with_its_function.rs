use genkit::prelude::*;

mod greetings {
    use genkit::prelude::*;

    #[flow]
    pub async fn greet(name: String) -> Result<String> {
        Ok(format!("Hello, {name}!"))
    }
}

use greetings::greet;

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<greet>("Ada".to_owned()).await?, "Hello, Ada!");
    assert_eq!(greet("Ada".to_owned()).await?, "Hello, Ada!");
    Ok(())
}
