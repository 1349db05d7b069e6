use genkit::prelude::*;
use genkit::Next;

#[middleware]
async fn polite(request: ModelRequest, next: Next<ModelRequest, ModelResponse>) -> Result<ModelResponse> {
    next.run(request).await
}

fn main() {}
