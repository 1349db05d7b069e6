#![deny(warnings)]

use genkit::prelude::*;

#[deprecated = "say hello"]
#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
