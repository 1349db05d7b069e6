use genkit::prelude::*;

#[flow]
pub enum Mood {
    Good,
}

fn main() {}
