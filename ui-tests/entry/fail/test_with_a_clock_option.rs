use genkit::prelude::*;

#[genkit::test(clock = "frozen")]
async fn greets() -> Result<()> {
    Ok(())
}

fn main() {}
