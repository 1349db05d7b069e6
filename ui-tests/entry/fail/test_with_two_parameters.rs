use genkit::prelude::*;

#[genkit::test]
async fn greets(_ai: TestGenkit, _clock: genkit::testing::TestClock) -> Result<()> {
    Ok(())
}

fn main() {}
