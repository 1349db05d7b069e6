use genkit::prelude::*;

#[resource(uri = "menu://today")]
async fn act(_uri: std::path::PathBuf) -> Result<Vec<Part>> {
    Ok(Vec::new())
}

fn main() {}
