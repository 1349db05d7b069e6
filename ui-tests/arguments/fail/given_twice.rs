use genkit::prelude::*;

#[flow(name = "a", name = "b")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
