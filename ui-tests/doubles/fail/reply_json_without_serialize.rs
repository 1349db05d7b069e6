use genkit::prelude::*;

struct Dish;

fn elsewhere(ai: &TestGenkit) {
    ai.script([reply().json(&Dish)]);
}

fn main() {}
