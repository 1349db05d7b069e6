use genkit::prelude::*;

#[flow]
trait Greet {}

fn main() {}
