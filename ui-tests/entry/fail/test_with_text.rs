use genkit::prelude::*;

#[genkit::test]
async fn greets(_name: String) -> Result<()> {
    Ok(())
}

fn main() {}
