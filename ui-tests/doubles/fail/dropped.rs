#![deny(unused_must_use)]

use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

pub fn elsewhere(ai: &TestGenkit) {
    ai.double::<greet>().returns("hello".to_owned());
}

fn main() {}
