use genkit::prelude::*;

#[flow]
fn greet(name: String) -> std::result::Result<String, ()> {
    Ok(name)
}

fn main() {}
