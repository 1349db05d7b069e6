use genkit::prelude::*;

#[derive(Default, Serialize, Deserialize, JsonSchema)]
struct ChatConfig {
    temperature: Option<f64>,
}

#[model(
    name = "acme/chat",
    label = "Acme Chat",
    versions("1", "2"),
    stage = stable,
    supports(tools, media = false, output("text", "json"), constrained = no_tools)
)]
async fn chat(
    req: ModelRequest<ChatConfig>,
    _ctx: Ctx,
    out: Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    out.send("he".into()).await?;
    Ok(ModelResponse::text(format!("{:?}", req.config.temperature)))
}

#[model]
fn plain(_req: ModelRequest) -> anyhow::Result<ModelResponse> {
    Ok(ModelResponse::text("plain"))
}

#[model]
fn never_fails(_req: ModelRequest<()>) -> ModelResponse {
    ModelResponse::text("sure")
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    let chat = genkit::ModelRef::of::<chat>().config(ChatConfig { temperature: Some(0.5) });
    assert_eq!(ai.generate().model(chat).prompt("hi").await?.text(), "Some(0.5)");
    assert_eq!(ai.generate().model("plain").prompt("hi").await?.text(), "plain");
    assert_eq!(ai.generate().model("never_fails").prompt("hi").await?.text(), "sure");
    let model = ai.action("/model/acme/chat").await?.describe();
    assert_eq!(model["metadata"]["model"]["customOptions"]["properties"]["temperature"]["type"], serde_json::json!(["number", "null"]));
    Ok(())
}
