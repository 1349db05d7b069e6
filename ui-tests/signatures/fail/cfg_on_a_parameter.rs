use genkit::prelude::*;

#[flow]
async fn greet(name: String, #[cfg(unix)] _ctx: Ctx) -> Result<String> {
    Ok(name)
}

fn main() {}
