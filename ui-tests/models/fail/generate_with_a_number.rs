use genkit::prelude::*;

fn elsewhere(ai: &Genkit) {
    let _ = ai.generate().model(42);
}

fn main() {}
