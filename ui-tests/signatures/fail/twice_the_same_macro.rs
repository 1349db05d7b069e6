//# again: the same macro twice
use genkit::prelude::*;

#[flow]
#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
