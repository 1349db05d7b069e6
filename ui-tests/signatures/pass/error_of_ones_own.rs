use genkit::prelude::*;

#[derive(Debug)]
struct Closed;

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the kitchen is closed")
    }
}

impl std::error::Error for Closed {}

#[flow]
async fn cook() -> std::result::Result<String, Closed> {
    Err(Closed)
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<cook>(()).await.unwrap_err().message(), "the kitchen is closed");
    Ok(())
}
