use genkit::prelude::*;

#[derive(Default, Serialize, Deserialize, JsonSchema)]
struct ChatConfig {
    temperature: f64,
}

#[model(name = "acme/chat")]
async fn chat(_request: ModelRequest<ChatConfig>) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

fn elsewhere() {
    let _ = genkit::ModelRef::of::<chat>().config(serde_json::json!({"temperature": 1}));
}

fn main() {}
