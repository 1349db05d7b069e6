use genkit::prelude::*;

#[middleware]
async fn polite(request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text(request.text()))
}

fn main() {}
