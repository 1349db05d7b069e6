use genkit::prelude::*;

#[flow]
async fn greet<'a>(name: &'a str) -> Result<&'a str> {
    Ok(name)
}

fn main() {}
