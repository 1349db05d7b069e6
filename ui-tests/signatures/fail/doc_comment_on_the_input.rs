use genkit::prelude::*;

#[flow]
async fn greet(
    /// Who it is.
    name: String,
) -> Result<String> {
    Ok(name)
}

fn main() {}
