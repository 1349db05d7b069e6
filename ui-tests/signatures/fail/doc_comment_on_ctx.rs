use genkit::prelude::*;

#[flow]
async fn greet(
    name: String,
    /// The run.
    _ctx: Ctx,
) -> Result<String> {
    Ok(name)
}

fn main() {}
