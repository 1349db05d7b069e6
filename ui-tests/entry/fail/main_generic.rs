use genkit::prelude::*;

#[genkit::main]
async fn main<T>() -> Result<()> {
    Ok(())
}
