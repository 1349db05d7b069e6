use genkit::prelude::*;

struct Greet;

fn elsewhere(ai: &TestGenkit) {
    let _ = ai.double::<Greet>();
}

fn main() {}
