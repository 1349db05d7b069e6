use genkit::prelude::*;

#[flow]
async fn greet(name: impl Into<String>) -> Result<String> {
    Ok(name.into())
}

fn main() {}
