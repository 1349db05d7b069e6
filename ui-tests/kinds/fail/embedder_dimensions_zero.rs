use genkit::prelude::*;

#[embedder(name = "acme/embed", dimensions = 0)]
async fn act(_documents: Vec<Document>) -> Result<Vec<genkit::Embedding>> {
    Ok(Vec::new())
}

fn main() {}
