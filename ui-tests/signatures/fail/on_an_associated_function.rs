//# errors: 4

use genkit::prelude::*;

struct Greeter;

impl Greeter {
    #[flow]
    async fn greet(name: String) -> Result<String> {
        Ok(name)
    }
}

fn main() {}
