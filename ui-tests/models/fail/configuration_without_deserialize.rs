use genkit::prelude::*;

#[derive(Default, Serialize, JsonSchema)]
struct ChatConfig {
    temperature: f64,
}

#[model(name = "acme/chat")]
async fn chat(_request: ModelRequest<ChatConfig>) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

fn main() {}
