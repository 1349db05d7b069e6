use genkit::prelude::*;

#[middleware]
async fn polite(_request: ToolRequest, next: ModelNext) -> Result<ModelResponse> {
    next.run(ModelRequest::default()).await
}

fn main() {}
