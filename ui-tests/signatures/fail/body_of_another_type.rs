use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    let length: String = name.len();
    Ok(length)
}

fn main() {}
