use genkit::prelude::*;

#[model(name = "acme/chat", supports(constrained = "no_tool"))]
async fn chat(_request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

fn main() {}
