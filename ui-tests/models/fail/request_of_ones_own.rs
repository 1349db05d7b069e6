use genkit::prelude::*;

mod mine {
    pub struct ModelRequest;
}

#[model(name = "acme/chat")]
async fn chat(_request: mine::ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

fn main() {}
