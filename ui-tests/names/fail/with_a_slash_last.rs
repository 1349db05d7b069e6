use genkit::prelude::*;

#[flow(name = "acme/")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
