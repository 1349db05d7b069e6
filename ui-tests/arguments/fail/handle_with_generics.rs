use genkit::prelude::*;

#[flow(handle = Greet::<String>)]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
