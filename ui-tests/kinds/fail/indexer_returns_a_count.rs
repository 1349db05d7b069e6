use genkit::prelude::*;

#[indexer]
async fn act(_documents: Vec<Document>) -> Result<usize> {
    Ok(0)
}

fn main() {}
