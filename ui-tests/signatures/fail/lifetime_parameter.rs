use genkit::prelude::*;

#[flow]
async fn greet<'a>(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
