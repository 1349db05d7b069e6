use genkit::prelude::*;

#[middleware]
async fn polite(next: ModelNext) -> Result<ModelResponse> {
    next.run(ModelRequest::default()).await
}

fn main() {}
