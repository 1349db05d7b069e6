use genkit::prelude::*;

#[flow]
mod greetings {}

fn main() {}
