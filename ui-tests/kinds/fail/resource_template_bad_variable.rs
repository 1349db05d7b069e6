use genkit::prelude::*;

#[resource(template = "menu://{the-day}")]
async fn act(_uri: String) -> Result<Vec<Part>> {
    Ok(Vec::new())
}

fn main() {}
