use genkit::prelude::*;

#[retriever]
async fn act(_query: String) -> Result<Vec<Document>> {
    Ok(Vec::new())
}

fn main() {}
