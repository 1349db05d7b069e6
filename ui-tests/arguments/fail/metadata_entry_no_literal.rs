use genkit::prelude::*;

#[flow(metadata(team = Team::Search))]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
