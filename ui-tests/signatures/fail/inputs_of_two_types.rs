use genkit::prelude::*;

#[flow]
async fn greet(_names: Inputs<String, u8>) -> Result<usize> {
    Ok(0)
}

fn main() {}
