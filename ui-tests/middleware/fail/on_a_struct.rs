use genkit::prelude::*;

#[middleware]
struct Polite {
    words: Vec<String>,
}

fn main() {}
