use genkit::prelude::*;

#[flow(name = 3)]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
