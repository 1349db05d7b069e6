#![deny(missing_docs)]
//! A crate.

use genkit::prelude::*;

#[flow]
pub async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
