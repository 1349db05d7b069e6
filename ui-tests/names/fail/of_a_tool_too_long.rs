use genkit::prelude::*;

/// Greets someone.
#[tool(name = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
