use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(format!("Hello, {name}!"))
}

#[flow]
async fn twice(name: String) -> Result<String> {
    let hello = greet(name).await?;
    Ok(format!("{hello} {hello}"))
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(twice("Ada".to_owned()).await?, "Hello, Ada! Hello, Ada!");
    assert_eq!(ai.run::<twice>("Ada".to_owned()).await?, "Hello, Ada! Hello, Ada!");
    Ok(())
}
