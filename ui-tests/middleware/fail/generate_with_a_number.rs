use genkit::prelude::*;

#[genkit::main]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    ai.generate().with(7).await?;
    Ok(())
}
