use genkit::prelude::*;

struct Greeter;

impl Greeter {
    #[flow]
    async fn greet(&self, name: String) -> Result<String> {
        Ok(name)
    }
}

fn main() {}
