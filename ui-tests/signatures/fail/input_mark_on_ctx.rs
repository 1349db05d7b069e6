use genkit::prelude::*;

#[flow]
async fn greet(#[input] ctx: Ctx) -> Result<String> {
    Ok(String::new())
}

fn main() {}
