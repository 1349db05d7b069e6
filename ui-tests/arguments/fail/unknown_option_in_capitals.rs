use genkit::prelude::*;

#[flow(Name = "greet")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
