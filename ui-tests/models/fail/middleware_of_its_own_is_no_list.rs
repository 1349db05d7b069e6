use genkit::prelude::*;

#[model(name = "acme/chat", middleware = "retry")]
async fn chat(_request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

fn main() {}
