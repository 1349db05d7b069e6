use genkit::prelude::*;

#[flow]
async fn greet(
    name: String,
    /// The run.
    ctx: Ctx,
) -> Result<String> {
    Ok(name)
}

fn main() {}
