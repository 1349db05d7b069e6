use genkit::prelude::*;

#[flow]
async fn greet(name: String, #[ctx(trace)] _ctx: Ctx) -> Result<String> {
    Ok(name)
}

fn main() {}
