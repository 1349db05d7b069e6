//# again: each derive by itself

use genkit::prelude::*;

#[derive(Deserialize)]
struct Tuning {
    fast: bool,
}

#[embedder(name = "acme/embed")]
async fn act(_documents: Vec<Document>, _options: Tuning) -> Result<Vec<genkit::Embedding>> {
    Ok(Vec::new())
}

fn main() {}
