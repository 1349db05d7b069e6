use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<Greting> {
    Ok(name)
}

fn main() {}
