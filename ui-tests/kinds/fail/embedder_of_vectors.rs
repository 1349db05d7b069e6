use genkit::prelude::*;

#[embedder(name = "acme/embed")]
async fn act(_documents: Vec<Document>) -> Result<Vec<Vec<f32>>> {
    Ok(Vec::new())
}

fn main() {}
