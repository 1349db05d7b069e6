use genkit::prelude::*;

#[flow(name = )]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
