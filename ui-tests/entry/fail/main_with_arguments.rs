use genkit::prelude::*;

#[genkit::main]
async fn main(_args: Vec<String>) -> Result<()> {
    Ok(())
}
