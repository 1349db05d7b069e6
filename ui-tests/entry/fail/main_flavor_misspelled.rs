use genkit::prelude::*;

#[genkit::main(flavour = "current_thread")]
async fn main() -> Result<()> {
    Ok(())
}
