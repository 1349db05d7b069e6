use genkit::prelude::*;
use genkit::{GenerateNext, GenerateTurn, ToolResponse};

/// Refuses words.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct Words {
    words: Vec<String>,
}

/// Refuses words.
#[middleware(name = "acme/filter", handle = Filter)]
async fn filter(ctx: Ctx, request: ModelRequest, words: Words, next: ModelNext) -> Result<ModelResponse> {
    if words.words.iter().any(|word| request.text().contains(word)) {
        return Err(Error::permission_denied(format!("not here, {:?}", ctx.context().auth())));
    }
    next.run(request).await
}

#[middleware(description = "Lets all through")]
async fn audit(call: ToolRequest, next: ToolNext) -> anyhow::Result<Part> {
    Ok(next.run(call).await?)
}

#[middleware]
fn mocked(call: ToolRequest, _next: ToolNext) -> ToolResponse {
    ToolResponse::new(call.name, 7)
}

#[middleware]
pub(crate) async fn turns(turn: GenerateTurn, next: GenerateNext) -> Result<ModelResponse> {
    next.run(turn).await
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = TestGenkit::new();
    ai.script(["hello"]);
    let filter = MiddlewareRef::of::<Filter>().config(Words { words: vec!["bomb".into()] });
    let call = ai.generate().prompt("hi").with(filter).with("audit").with(MiddlewareRef::of::<turns>());
    assert_eq!(call.with(MiddlewareRef::of::<mocked>()).await?.text(), "hello");
    assert_eq!(ai.values("middleware")["audit"]["description"], "Lets all through");
    Ok(())
}
