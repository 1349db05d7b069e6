use genkit::prelude::*;

#[middleware]
async fn both(request: ModelRequest, next: ModelNext, _tool: ToolNext) -> Result<ModelResponse> {
    next.run(request).await
}

fn main() {}
