use genkit::prelude::*;
use genkit::Turn;

#[agent]
async fn tally(_turn: Turn, _name: String) -> Result<String> {
    Ok(String::new())
}

fn main() {}
