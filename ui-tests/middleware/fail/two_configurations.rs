use genkit::prelude::*;

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct Words {}

#[middleware]
async fn filter(request: ModelRequest, next: ModelNext, _words: Words, _more: Words) -> Result<ModelResponse> {
    next.run(request).await
}

fn main() {}
