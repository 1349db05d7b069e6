#![deny(unused_must_use)]

use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

pub fn elsewhere(ai: &Genkit) {
    ai.run::<greet>("Ada".to_owned());
}

fn main() {}
