use genkit::prelude::*;

#[flow]
async fn greet(ctx: Ctx, other: Ctx) -> Result<String> {
    Ok(String::new())
}

fn main() {}
