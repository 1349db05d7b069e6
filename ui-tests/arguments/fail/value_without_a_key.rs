use genkit::prelude::*;

#[flow("greet")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
