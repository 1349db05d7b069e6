use genkit::prelude::*;

#[genkit::main]
async fn main() -> Result<()> {
    let count: u8 = "three";
    drop(count);
    Ok(())
}
