use genkit::prelude::*;

#[flow(metadata(team = "search", team = "ads"))]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
