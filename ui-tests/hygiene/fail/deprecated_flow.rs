#![deny(deprecated)]

use genkit::prelude::*;

#[deprecated = "say hello"]
#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

pub async fn elsewhere() -> Result<String> {
    greet("Ada".to_owned()).await
}

fn main() {}
