use genkit::prelude::*;

#[retriever(dimensions = 3)]
async fn act(_query: Document) -> Result<Vec<Document>> {
    Ok(Vec::new())
}

fn main() {}
