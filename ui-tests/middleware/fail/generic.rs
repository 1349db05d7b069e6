use genkit::prelude::*;

#[middleware]
async fn polite<T: Send>(request: ModelRequest, next: ModelNext) -> Result<ModelResponse> {
    next.run(request).await
}

fn main() {}
