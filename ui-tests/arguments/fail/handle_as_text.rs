use genkit::prelude::*;

#[flow(handle = "Greet")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
