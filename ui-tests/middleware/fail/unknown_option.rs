use genkit::prelude::*;

#[middleware(descripton = "Is polite")]
async fn polite(request: ModelRequest, next: ModelNext) -> Result<ModelResponse> {
    next.run(request).await
}

fn main() {}
