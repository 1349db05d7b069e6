use genkit::prelude::*;

#[flow]
async fn greet(mut name: String) -> Result<String> {
    name.push('!');
    Ok(format!("Hello, {name}"))
}

#[flow]
fn sum((a, b): (u32, u32)) -> u32 {
    a + b
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<greet>("Ada".to_owned()).await?, "Hello, Ada!");
    assert_eq!(ai.run::<sum>((1, 2)).await?, 3);
    Ok(())
}
