use genkit2::prelude::*;

/// Greets someone.
#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
