use genkit::prelude::*;

#[genkit::test]
#[test]
async fn greets() -> Result<()> {
    Ok(())
}

fn main() {}
