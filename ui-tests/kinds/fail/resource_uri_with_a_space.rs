use genkit::prelude::*;

#[resource(uri = "menu://to day")]
async fn act(_uri: String) -> Result<Vec<Part>> {
    Ok(Vec::new())
}

fn main() {}
