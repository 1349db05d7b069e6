use genkit::prelude::*;

#[derive(Serialize, Deserialize, JsonSchema)]
struct Words {}

#[middleware]
async fn filter(request: ModelRequest, next: ModelNext, _words: Words) -> Result<ModelResponse> {
    next.run(request).await
}

fn main() {}
