use genkit::prelude::*;

#[derive(Default, Serialize, Deserialize, JsonSchema)]
struct ChatConfig {
    temperature: f64,
}

#[model(name = "acme/chat")]
async fn chat(request: ModelRequest<ChatConfig>) -> Result<ModelResponse> {
    Ok(ModelResponse::text(request.config.top_k.to_string()))
}

fn main() {}
