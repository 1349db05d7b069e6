use genkit::prelude::*;

struct Greeter;

#[flow]
impl Greeter {}

fn main() {}
