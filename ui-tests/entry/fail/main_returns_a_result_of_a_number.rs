use genkit::prelude::*;

#[genkit::main]
async fn main() -> Result<i32> {
    Ok(0)
}
