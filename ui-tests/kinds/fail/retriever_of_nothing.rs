use genkit::prelude::*;

#[retriever]
async fn act(_ctx: Ctx) -> Result<Vec<Document>> {
    Ok(Vec::new())
}

fn main() {}
