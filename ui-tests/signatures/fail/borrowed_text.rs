//# again: as an action takes it
use genkit::prelude::*;

#[flow]
async fn greet(name: &str) -> Result<String> {
    Ok(name.to_owned())
}

fn main() {}
