use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<impl ToString> {
    Ok(name)
}

fn main() {}
