use genkit::prelude::*;

#[model(name = "acme/chat")]
async fn chat(_request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

async fn elsewhere(ai: Genkit) {
    let _ = ai.start::<chat>("A cat".into()).await;
}

fn main() {}
