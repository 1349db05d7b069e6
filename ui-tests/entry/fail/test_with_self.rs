use genkit::prelude::*;

struct Greeter;

impl Greeter {
    #[genkit::test]
    async fn greets(&self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
