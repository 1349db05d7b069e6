#![deny(unused_variables)]

use genkit::prelude::*;

#[flow]
async fn greet(name: String, ctx: Ctx) -> Result<String> {
    Ok(name)
}

fn main() {}
