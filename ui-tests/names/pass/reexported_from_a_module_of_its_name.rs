use genkit::prelude::*;

mod greet {
    use genkit::prelude::*;

    #[flow(handle = Greet)]
    pub async fn greet(name: String) -> Result<String> {
        Ok(format!("Hello, {name}!"))
    }
}

use greet::{Greet, greet};

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<Greet>("Ada".to_owned()).await?, "Hello, Ada!");
    assert_eq!(greet("Ada".to_owned()).await?, "Hello, Ada!");
    Ok(())
}
