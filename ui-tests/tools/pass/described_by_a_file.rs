use genkit::prelude::*;

#[doc = include_str!("described_by_a_file.rs")]
#[tool]
fn now() -> &'static str {
    "noon"
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    let tool = ai.action("/tool/now").await?.describe();
    assert!(tool["description"].as_str().unwrap().contains("include_str"));
    Ok(())
}
