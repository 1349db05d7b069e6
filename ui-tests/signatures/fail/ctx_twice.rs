use genkit::prelude::*;

#[flow]
async fn greet(_ctx: Ctx, _other: Ctx) -> Result<String> {
    Ok(String::new())
}

fn main() {}
