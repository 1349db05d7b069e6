use genkit::prelude::*;

/// Greets someone.
#[tool]
async fn grüßen(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
