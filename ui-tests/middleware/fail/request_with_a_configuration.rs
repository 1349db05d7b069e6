use genkit::prelude::*;

#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
struct ChatConfig {}

#[middleware]
async fn polite(request: ModelRequest<ChatConfig>, next: ModelNext) -> Result<ModelResponse> {
    next.run(request.with_config(().into())).await
}

fn main() {}
