use genkit::prelude::*;

#[flow]
async fn greet<const N: usize>(names: [String; N]) -> Result<usize> {
    Ok(N)
}

fn main() {}
