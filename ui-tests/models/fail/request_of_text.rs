use genkit::prelude::*;

#[model(name = "acme/chat")]
async fn chat(_prompt: String) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

fn main() {}
