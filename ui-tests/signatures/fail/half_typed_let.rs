use genkit::prelude::*;

#[flow]
async fn greet(name: String, ctx: Ctx) -> Result<String> {
    let hello =
    Ok(name)
}

fn main() {}
