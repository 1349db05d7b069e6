use genkit::prelude::*;

/// Doubles a number.
#[tool]
async fn double(n: u32) -> Result<u32> {
    Ok(n * 2)
}

#[genkit::main]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    ai.generate().with(MiddlewareRef::of::<double>()).await?;
    Ok(())
}
