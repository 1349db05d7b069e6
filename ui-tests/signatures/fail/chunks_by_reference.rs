use genkit::prelude::*;

#[flow]
async fn greet(name: String, out: &mut Chunks<String>) -> Result<String> {
    Ok(name)
}

fn main() {}
