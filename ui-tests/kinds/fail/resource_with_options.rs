use genkit::prelude::*;

#[resource(uri = "menu://today")]
async fn act(_uri: String, _options: u8) -> Result<Vec<Part>> {
    Ok(Vec::new())
}

fn main() {}
