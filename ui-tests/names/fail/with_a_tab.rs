use genkit::prelude::*;

#[flow(name = "say\thello")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
