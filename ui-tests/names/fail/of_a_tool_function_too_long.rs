use genkit::prelude::*;

/// Greets someone.
#[tool]
async fn greet_greet_greet_greet_greet_greet_greet_greet_greet_greet_greet_(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
