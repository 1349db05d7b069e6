#![allow(unexpected_cfgs)]

use genkit::prelude::*;

#[cfg(no_such_cfg)]
#[flow]
async fn greet(name: NoSuchType) -> NoSuchResult {}

#[cfg(not(no_such_cfg))]
#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(format!("Hello, {name}!"))
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<greet>("Ada".to_owned()).await?, "Hello, Ada!");
    Ok(())
}
