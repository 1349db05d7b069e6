use genkit::prelude::*;
use genkit::Turn;

#[agent]
async fn tally<S: Default>(_turn: Turn<S>) -> Result<String> {
    Ok(String::new())
}

fn main() {}
