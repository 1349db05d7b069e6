use genkit::prelude::*;

#[genkit::test(flavor = "current_thread")]
async fn greets() -> Result<()> {
    Ok(())
}

fn main() {}
