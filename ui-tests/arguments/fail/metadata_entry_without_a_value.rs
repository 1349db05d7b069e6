use genkit::prelude::*;

#[flow(metadata(team))]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
