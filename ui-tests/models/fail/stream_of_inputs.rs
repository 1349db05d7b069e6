use genkit::prelude::*;

#[model(name = "acme/chat")]
async fn chat(_request: ModelRequest, _inputs: Inputs<String>) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

fn main() {}
