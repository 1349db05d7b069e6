use genkit::prelude::*;

#[genkit::main]
struct Main;

fn main() {}
