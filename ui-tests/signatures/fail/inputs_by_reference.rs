use genkit::prelude::*;

#[flow]
async fn greet(names: &mut Inputs<String>) -> Result<usize> {
    Ok(0)
}

fn main() {}
