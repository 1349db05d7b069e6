use genkit::prelude::*;

#[flow(name = "greet" description = "Greets.")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
