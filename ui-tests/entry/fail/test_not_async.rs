use genkit::prelude::*;

#[genkit::test]
fn greets() -> Result<()> {
    Ok(())
}

fn main() {}
