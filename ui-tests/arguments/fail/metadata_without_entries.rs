//# again: a word, not an empty list

use genkit::prelude::*;

#[flow(metadata)]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
