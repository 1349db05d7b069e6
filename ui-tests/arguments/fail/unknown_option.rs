use genkit::prelude::*;

#[flow(nam = "greet")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
