use genkit::prelude::*;

#[embedder(name = "acme/embed")]
async fn act(_documents: Vec<Document>) -> Vec<String> {
    Vec::new()
}

fn main() {}
