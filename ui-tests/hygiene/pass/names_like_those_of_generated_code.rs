use genkit::prelude::*;

#[derive(Serialize, Deserialize, JsonSchema)]
struct Handle {
    input: u8,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Parameters(Handle);

#[flow]
async fn call(input: Handle) -> Result<u8> {
    Ok(input.input)
}

/// Packs.
#[tool]
async fn pack(input: Parameters, output: u8, ctx: Ctx, raw: u8, request: u8, args: u8, out: u8) -> Result<u8> {
    let _ = ctx;
    Ok(input.0.input + output + raw + request + args + out)
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<call>(Handle { input: 1 }).await?, 1);
    let input = serde_json::json!({"input": {"input": 1}, "output": 1, "raw": 1, "request": 1, "args": 1, "out": 1});
    assert_eq!(ai.run_json("/tool/pack", input).await?, 6);
    Ok(())
}
