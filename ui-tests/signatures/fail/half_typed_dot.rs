use genkit::prelude::*;

#[flow]
async fn greet(name: String, ctx: Ctx) -> Result<String> {
    ctx.
}

fn main() {}
