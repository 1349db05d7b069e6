use genkit::prelude::*;

#[flow]
async fn greet(out: Chunks) -> Result<String> {
    Ok(String::new())
}

fn main() {}
