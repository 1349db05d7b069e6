//# again: an entry without a value, not a nested one

use genkit::prelude::*;

#[flow(metadata(team))]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
