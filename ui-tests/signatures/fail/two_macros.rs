use genkit::prelude::*;

#[flow]
#[tool]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
