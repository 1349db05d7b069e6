use genkit::prelude::*;

#[flow]
fn tick() {}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    ai.run::<tick>(()).await?;
    Ok(())
}
