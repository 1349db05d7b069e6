use genkit::prelude::*;

#[genkit::test]
async fn greets(_ai: Genkit) -> Result<()> {
    Ok(())
}

fn main() {}
