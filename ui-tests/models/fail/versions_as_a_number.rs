use genkit::prelude::*;

#[model(name = "acme/chat", versions = 2)]
async fn chat(_request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

fn main() {}
