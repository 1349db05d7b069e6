use genkit::prelude::*;

#[flow(name = "say hello")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
