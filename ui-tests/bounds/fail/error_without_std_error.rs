use genkit::prelude::*;

struct Failure;

#[flow]
async fn greet(name: String) -> std::result::Result<String, Failure> {
    Ok(name)
}

fn main() {}
