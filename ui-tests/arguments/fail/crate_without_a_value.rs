use genkit::prelude::*;

#[flow(crate)]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
