use genkit::prelude::*;

#[flow]
const NAME: &str = "greet";

fn main() {}
