use genkit::prelude::*;

#[flow(name = "say\u{7}")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
