use genkit::prelude::*;

#[flow(crate = "::genkit")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
