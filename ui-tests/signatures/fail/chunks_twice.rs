use genkit::prelude::*;

#[flow]
async fn greet(_out: Chunks<String>, _log: Chunks<String>) -> Result<String> {
    Ok(String::new())
}

fn main() {}
