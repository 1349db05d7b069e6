use genkit::prelude::*;

#[flow(metadata = "search")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
