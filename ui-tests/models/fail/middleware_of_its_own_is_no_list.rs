use genkit::middleware::Retry;
use genkit::prelude::*;

#[model(name = "acme/chat", middleware = Retry::new())]
async fn chat(_request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

fn main() {}
