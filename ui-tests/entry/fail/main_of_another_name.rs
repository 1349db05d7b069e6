use genkit::prelude::*;

#[genkit::main]
async fn start() -> Result<()> {
    Ok(())
}

fn main() {}
