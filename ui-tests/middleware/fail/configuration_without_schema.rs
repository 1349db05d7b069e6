//# again: each derive by itself
use genkit::prelude::*;

#[derive(Clone, Serialize, Deserialize)]
struct Words {}

#[middleware]
async fn filter(request: ModelRequest, next: ModelNext, _words: Words) -> Result<ModelResponse> {
    next.run(request).await
}

fn main() {}
