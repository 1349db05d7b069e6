use genkit::prelude::*;

#[retriever]
async fn act(_query: Vec<Document>) -> Result<Vec<Document>> {
    Ok(Vec::new())
}

fn main() {}
