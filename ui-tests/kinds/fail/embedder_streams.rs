use genkit::prelude::*;

#[embedder(name = "acme/embed")]
async fn act(_documents: Vec<Document>, _out: Chunks<u8>) -> Result<Vec<genkit::Embedding>> {
    Ok(Vec::new())
}

fn main() {}
