use genkit::prelude::*;

#[derive(JsonSchema)]
struct Tuning {
    fast: bool,
}

#[embedder(name = "acme/embed")]
async fn act(_documents: Vec<Document>, _options: Tuning) -> Result<Vec<genkit::Embedding>> {
    Ok(Vec::new())
}

fn main() {}
