use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    let hello = 
}

fn main() {}
