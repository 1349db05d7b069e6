use genkit::prelude::*;

#[retriever]
async fn act(_query: Document) -> Result<Document> {
    Ok(Document::text("soup"))
}

fn main() {}
