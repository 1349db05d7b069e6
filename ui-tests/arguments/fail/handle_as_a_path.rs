use genkit::prelude::*;

#[flow(handle = handles::Greet)]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
