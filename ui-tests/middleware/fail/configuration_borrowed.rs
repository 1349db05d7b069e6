use genkit::prelude::*;

#[middleware]
async fn filter(request: ModelRequest, next: ModelNext, _word: &str) -> Result<ModelResponse> {
    next.run(request).await
}

fn main() {}
