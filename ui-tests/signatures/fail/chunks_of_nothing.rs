use genkit::prelude::*;

#[flow]
async fn greet(_out: Chunks) -> Result<String> {
    Ok(String::new())
}

fn main() {}
