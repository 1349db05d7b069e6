use genkit::prelude::*;

#[flow]
struct Greet {
    name: String,
}

fn main() {}
