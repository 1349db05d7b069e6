use genkit::prelude::*;

#[flow(effect = "read")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
