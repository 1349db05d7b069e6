//# again: a double, whose type has the handle in it

use genkit::prelude::*;

struct Greet;

fn elsewhere(ai: &TestGenkit) {
    let _ = ai.double::<Greet>();
}

fn main() {}
