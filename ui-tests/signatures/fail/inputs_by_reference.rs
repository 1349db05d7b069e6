use genkit::prelude::*;

#[flow]
async fn greet(_names: &mut Inputs<String>) -> Result<usize> {
    Ok(0)
}

fn main() {}
