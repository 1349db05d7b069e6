use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> {
    Ok(name)
}

fn main() {}
