//# again: in the attribute of a model
use genkit::prelude::*;

#[model(name = "acme/chat", middleware = [5])]
async fn chat(_request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

fn main() {}
