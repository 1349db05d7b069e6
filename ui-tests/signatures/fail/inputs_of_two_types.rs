use genkit::prelude::*;

#[flow]
async fn greet(names: Inputs<String, u8>) -> Result<usize> {
    Ok(0)
}

fn main() {}
