use genkit::prelude::*;

const NAME: &str = "greet";

#[flow(name = NAME)]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
