use genkit::prelude::*;

#[derive(Default, Serialize, Deserialize, JsonSchema)]
struct ChatConfig {
    temperature: f64,
}

#[derive(Serialize)]
struct VideoConfig {
    seconds: u32,
}

#[model(name = "acme/chat")]
async fn chat(_request: ModelRequest<ChatConfig>) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

fn elsewhere() {
    let _ = genkit::ModelRef::of::<chat>().config(VideoConfig { seconds: 5 });
}

fn main() {}
