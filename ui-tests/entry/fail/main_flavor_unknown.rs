use genkit::prelude::*;

#[genkit::main(flavor = "single_thread")]
async fn main() -> Result<()> {
    Ok(())
}
