use genkit::prelude::*;

#[flow(metadata(team(name = "search")))]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
