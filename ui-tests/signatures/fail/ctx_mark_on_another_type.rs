use genkit::prelude::*;

#[flow]
async fn greet(#[ctx] name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
