use genkit::prelude::*;

#[resource(template = "menu://{}")]
async fn act(_uri: String) -> Result<Vec<Part>> {
    Ok(Vec::new())
}

fn main() {}
