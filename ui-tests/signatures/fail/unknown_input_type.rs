use genkit::prelude::*;

#[flow]
async fn greet(_name: Nme) -> Result<String> {
    Ok(String::new())
}

fn main() {}
