use genkit::prelude::*;

#[model(name = "acme/chat", supports = "tools")]
async fn chat(_request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

fn main() {}
