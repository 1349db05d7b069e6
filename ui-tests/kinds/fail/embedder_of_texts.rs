use genkit::prelude::*;

#[embedder(name = "acme/embed")]
async fn act(_texts: Vec<String>) -> Result<Vec<genkit::Embedding>> {
    Ok(Vec::new())
}

fn main() {}
