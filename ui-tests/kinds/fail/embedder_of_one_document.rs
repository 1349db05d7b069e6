use genkit::prelude::*;

#[embedder(name = "acme/embed")]
async fn act(_document: Document) -> Result<Vec<genkit::Embedding>> {
    Ok(Vec::new())
}

fn main() {}
