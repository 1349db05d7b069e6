use genkit::prelude::*;

#[flow(crate = ::genkitt)]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
