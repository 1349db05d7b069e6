use genkit::prelude::*;

#[model(name = "acme/chat")]
async fn chat() -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

fn main() {}
