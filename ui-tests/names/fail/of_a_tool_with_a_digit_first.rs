use genkit::prelude::*;

/// Greets someone.
#[tool(name = "acme/2nd")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
