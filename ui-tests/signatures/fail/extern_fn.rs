use genkit::prelude::*;

#[flow]
extern "C" fn greet(count: u32) -> u32 {
    count
}

fn main() {}
