use genkit::prelude::*;

type BoxError = Box<dyn std::error::Error>;

#[flow]
async fn greet(name: String) -> std::result::Result<String, BoxError> {
    Ok(name)
}

fn main() {}
