use genkit::prelude::*;

#[flow]
async fn greet(names: &[String]) -> Result<String> {
    Ok(names.join(", "))
}

fn main() {}
