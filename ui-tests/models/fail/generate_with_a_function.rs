use genkit::prelude::*;

#[model(name = "acme/chat")]
async fn chat(_request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

fn elsewhere(ai: &Genkit) {
    let _ = ai.generate().model(chat);
}

fn main() {}
