use genkit::prelude::*;

#[flow(description = "  ")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
