use genkit::prelude::*;

/// Greets someone.
#[tool(name = "grüßen")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
