use genkit::prelude::*;

/// Greets someone.
#[tool(name = "greet:v2")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
