use genkit::prelude::*;

#[resource(template = "menu://{day:0}")]
async fn act(_uri: String) -> Result<Vec<Part>> {
    Ok(Vec::new())
}

fn main() {}
