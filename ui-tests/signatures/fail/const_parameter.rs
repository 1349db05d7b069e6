use genkit::prelude::*;

#[flow]
async fn greet<const N: usize>(_names: [String; N]) -> Result<usize> {
    Ok(N)
}

fn main() {}
