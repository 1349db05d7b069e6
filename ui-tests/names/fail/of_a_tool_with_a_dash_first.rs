use genkit::prelude::*;

/// Greets someone.
#[tool(name = "-greet")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
