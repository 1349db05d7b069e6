use genkit::prelude::*;

#[flow]
async fn greet(name: Nme) -> Result<String> {
    Ok(String::new())
}

fn main() {}
