use genkit::prelude::*;

#[flow(name = "acme//greet")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
