use genkit::prelude::*;

#[embedder(name = "acme/embed")]
async fn act() -> Result<Vec<genkit::Embedding>> {
    Ok(Vec::new())
}

fn main() {}
