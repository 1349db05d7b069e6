use genkit::prelude::*;

#[middleware]
async fn polite(request: ModelRequest, next: &ModelNext) -> Result<ModelResponse> {
    next.run(request).await
}

fn main() {}
