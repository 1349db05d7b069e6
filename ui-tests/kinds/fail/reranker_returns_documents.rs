use genkit::prelude::*;

#[reranker]
async fn act(_query: Document, _documents: Vec<Document>) -> Result<Vec<Document>> {
    Ok(Vec::new())
}

fn main() {}
