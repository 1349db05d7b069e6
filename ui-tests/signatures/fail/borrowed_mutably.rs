use genkit::prelude::*;

#[flow]
async fn greet(name: &mut String) -> Result<String> {
    Ok(name.clone())
}

fn main() {}
