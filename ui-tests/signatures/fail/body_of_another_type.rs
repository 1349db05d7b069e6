use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name.len())
}

fn main() {}
