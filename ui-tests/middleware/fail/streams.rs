use genkit::prelude::*;

#[middleware]
async fn polite(request: ModelRequest, next: ModelNext, out: Chunks<ModelResponseChunk>) -> Result<ModelResponse> {
    out.send("ahem".into()).await?;
    next.run(request).await
}

fn main() {}
