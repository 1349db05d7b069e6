use genkit::prelude::*;

#[flow]
async fn greet(name: String, _ctx: &Ctx) -> Result<String> {
    Ok(name)
}

fn main() {}
