use genkit::prelude::*;

/// Greets someone.
#[flow]
async fn greet(name: &str) -> Result<String> {
    Ok(name.to_owned())
}

fn main() {}
