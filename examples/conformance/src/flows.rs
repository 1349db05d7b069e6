//! Flows: typed ones, one that streams, some that fail, and two that show what a caller of `generate` sees.

use genkit::prelude::*;
use genkit::{Action, GenerateOptions, IntoContent, Status};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Pair {
    name: String,
    count: i64,
}

#[flow(name = "echoFlow")]
async fn echo(pair: Pair) -> Result<Pair> {
    Ok(pair)
}

#[derive(Serialize, JsonSchema)]
struct Count {
    count: i64,
}

#[flow(name = "countFlow")]
async fn count(n: i64, out: Chunks<Count>) -> Result<String> {
    for count in 0..n {
        out.send(Count { count }).await?;
    }
    Ok(format!("done {n}"))
}

#[flow(name = "failFlow")]
async fn fail(status: String) -> Result<()> {
    Err(Error::new(status.parse()?, format!("failed with {status}")))
}

#[flow(name = "publicFailFlow")]
async fn public_fail(status: String) -> Result<()> {
    let status: Status = status.parse()?;
    Err(Error::public(status, "told to the user").with_details(json!({"hint": "x"})))
}

#[flow(name = "stepFlow")]
async fn step(n: i64, ctx: Ctx) -> Result<i64> {
    let twice = ctx.step("double", async { Ok::<_, Error>(n * 2) }).await?;
    ctx.step("plusOne", async { Ok::<_, Error>(twice + 1) }).await
}

#[flow(name = "contextFlow")]
async fn context(_input: Value, ctx: Ctx) -> Result<Value> {
    Ok(json!(ctx.context()))
}

/// A flow that breaks its own schema: what a type cannot do, a schema given at run time can.
pub(crate) fn bad_output() -> Action {
    Flow::builder("badOutputFlow")
        .output_schema(genkit::schema::output::<Pair>())
        .handler(|_: Value, _| async { Ok(json!({"name": 1})) })
}

/// The options of a generate call as a caller of Genkit JS writes them: texts where messages are asked for.
#[derive(Deserialize)]
struct Options {
    #[serde(flatten)]
    call: GenerateOptions,
    system: Option<Content>,
    prompt: Option<Content>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    One(Part),
    Many(Vec<Part>),
}

impl IntoContent for Content {
    fn into_content(self) -> Vec<Part> {
        match self {
            Content::Text(text) => vec![text.into()],
            Content::One(part) => vec![part],
            Content::Many(parts) => parts,
        }
    }
}

/// The call that these options make.
fn call(options: Value, ctx: &Ctx) -> Result<genkit::Generate> {
    let options: Options = serde_json::from_value(options)?;
    let mut call = ctx.generate().options(options.call);
    if let Some(system) = options.system {
        call = call.system(system);
    }
    if let Some(prompt) = options.prompt {
        call = call.prompt(prompt);
    }
    Ok(call)
}

#[flow(name = "generateFlow")]
async fn generate(options: Value, ctx: Ctx) -> Result<Value> {
    let response = call(options, &ctx)?.await?;
    let asks =
        response.message().into_iter().flat_map(|m| &m.content).filter(|p| p.as_tool_request().is_some());
    let interrupts = response.interrupts();
    Ok(json!({
        "text": response.text(),
        "output": response.output_json(),
        "finishReason": response.raw().finish_reason,
        "reasoning": response.reasoning(),
        "interrupts": interrupts.iter().map(genkit::Interrupt::part).collect::<Vec<_>>(),
        "toolRequests": asks.collect::<Vec<_>>(),
        "messages": response.messages(),
    }))
}

#[flow(name = "streamFlow")]
async fn stream(options: Value, ctx: Ctx, out: Chunks<Value>) -> Result<Value> {
    let mut answer = call(options, &ctx)?.stream();
    while let Some(chunk) = answer.next().await {
        let chunk = chunk?;
        out.send(json!({
            "text": chunk.to_text(),
            "accumulatedText": answer.text(),
            "output": answer.chunk_output(&chunk),
            "role": chunk.role,
            "index": chunk.index,
        }))
        .await?;
    }
    let response = answer.response().await?;
    Ok(json!({"text": response.text(), "output": response.output_json()}))
}
