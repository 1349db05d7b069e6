use genkit::prelude::*;

#[resource]
async fn act(_uri: String) -> Result<Vec<Part>> {
    Ok(Vec::new())
}

fn main() {}
