use genkit::prelude::*;

#[genkit::main]
fn main() -> Result<()> {
    Ok(())
}
