use genkit::prelude::*;

#[flow]
const fn greet(name: String) -> String {
    name
}

fn main() {}
