use genkit::prelude::*;

/// Greets someone.
#[tool(name = "天気")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
