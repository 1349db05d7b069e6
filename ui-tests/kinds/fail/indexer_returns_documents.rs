use genkit::prelude::*;

#[indexer]
async fn act(_documents: Vec<Document>) -> Result<Vec<Document>> {
    Ok(Vec::new())
}

fn main() {}
