use genkit::prelude::*;

#[retriever]
async fn act(_query: Document) -> Result<Vec<String>> {
    Ok(Vec::new())
}

fn main() {}
