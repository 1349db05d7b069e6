use genkit::prelude::*;

#[middleware]
#[flow]
async fn polite(request: ModelRequest, next: ModelNext) -> Result<ModelResponse> {
    next.run(request).await
}

fn main() {}
