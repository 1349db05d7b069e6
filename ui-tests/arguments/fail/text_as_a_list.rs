use genkit::prelude::*;

#[flow(name("greet"))]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
