use genkit::prelude::*;

#[flow]
async fn greet(#[serde(default)] name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
