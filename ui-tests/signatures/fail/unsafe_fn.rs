use genkit::prelude::*;

#[flow]
unsafe fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
