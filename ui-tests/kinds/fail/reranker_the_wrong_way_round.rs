use genkit::prelude::*;

#[reranker]
async fn act(_documents: Vec<Document>, _query: Document) -> Result<Vec<genkit::RankedDocument>> {
    Ok(Vec::new())
}

fn main() {}
