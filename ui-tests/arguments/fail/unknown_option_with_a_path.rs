use genkit::prelude::*;

#[flow(genkit::name = "greet")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
