use genkit::prelude::*;

#[resource(uri = "menu://today")]
async fn act() -> Result<Vec<Part>> {
    Ok(Vec::new())
}

fn main() {}
