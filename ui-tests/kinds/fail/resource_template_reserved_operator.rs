use genkit::prelude::*;

#[resource(template = "menu://{=day}")]
async fn act(_uri: String) -> Result<Vec<Part>> {
    Ok(Vec::new())
}

fn main() {}
