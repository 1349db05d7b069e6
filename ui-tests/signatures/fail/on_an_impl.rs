//# again: a block of functions, not a type

use genkit::prelude::*;

struct Greeter;

#[flow]
impl Greeter {}

fn main() {}
