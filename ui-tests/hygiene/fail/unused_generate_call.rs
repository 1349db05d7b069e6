#![deny(unused_must_use)]

use genkit::prelude::*;

pub fn elsewhere(ai: &Genkit) {
    ai.generate().prompt("A dish");
}

fn main() {}
