use genkit::prelude::*;

#[flow]
async fn greet(out: Chunks<String>, log: Chunks<String>) -> Result<String> {
    Ok(String::new())
}

fn main() {}
