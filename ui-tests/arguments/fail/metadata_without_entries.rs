use genkit::prelude::*;

#[flow(metadata)]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
