use genkit::prelude::*;

#[flow]
async fn greet(#[input] _ctx: Ctx) -> Result<String> {
    Ok(String::new())
}

fn main() {}
