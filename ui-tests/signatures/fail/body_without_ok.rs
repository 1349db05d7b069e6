use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    name
}

fn main() {}
