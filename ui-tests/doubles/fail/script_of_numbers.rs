use genkit::prelude::*;

fn elsewhere(ai: &TestGenkit) {
    ai.script([1, 2]);
}

fn main() {}
