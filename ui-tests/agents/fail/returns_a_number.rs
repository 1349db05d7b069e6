use genkit::prelude::*;
use genkit::Turn;

#[agent]
async fn tally(_turn: Turn) -> Result<u32> {
    Ok(1)
}

fn main() {}
