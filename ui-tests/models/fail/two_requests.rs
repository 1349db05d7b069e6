use genkit::prelude::*;

#[derive(Default, Serialize, Deserialize, JsonSchema)]
struct ChatConfig {
    temperature: f64,
}

#[model(name = "acme/chat")]
async fn chat(_request: ModelRequest, _config: ChatConfig) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

fn main() {}
