use genkit::prelude::*;

#[flow]
async fn greet(name: String, _out: &mut Chunks<String>) -> Result<String> {
    Ok(name)
}

fn main() {}
