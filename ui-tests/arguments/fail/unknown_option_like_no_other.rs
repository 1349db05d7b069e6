use genkit::prelude::*;

#[flow(colour = "red")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
