use genkit::prelude::*;

#[genkit::test]
async fn greets<T>() -> Result<()> {
    Ok(())
}

fn main() {}
