use genkit::prelude::*;

#[embedder(name = "acme/embed", supports(multi_lingual))]
async fn act(_documents: Vec<Document>) -> Result<Vec<genkit::Embedding>> {
    Ok(Vec::new())
}

fn main() {}
