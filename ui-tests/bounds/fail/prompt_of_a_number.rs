use genkit::prelude::*;

async fn elsewhere(ai: Genkit) -> Result<String> {
    Ok(ai.generate().prompt(42).await?.text())
}

fn main() {}
