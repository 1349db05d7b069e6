use genkit::prelude::*;

#[genkit::test]
async fn greets(_ai: &TestGenkit) -> Result<()> {
    Ok(())
}

fn main() {}
