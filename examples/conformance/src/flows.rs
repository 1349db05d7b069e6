//! Flows: typed ones, one that streams, some that fail, and two that show what a caller of `generate` sees.

use genkit::prelude::*;
use genkit::{Action, Status};
use serde_json::{Map, Value, json};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Pair {
    name: String,
    count: i64,
    /// Whatever else comes passes through.
    #[serde(flatten)]
    more: Map<String, Value>,
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
