use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> String {
    name.
}

fn main() {}
