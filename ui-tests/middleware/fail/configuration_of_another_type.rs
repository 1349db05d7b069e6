use genkit::prelude::*;

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct Words {}

#[middleware]
async fn filter(request: ModelRequest, next: ModelNext, _words: Words) -> Result<ModelResponse> {
    next.run(request).await
}

#[genkit::main]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    ai.generate().with(MiddlewareRef::of::<filter>().config("bomb")).await?;
    Ok(())
}
