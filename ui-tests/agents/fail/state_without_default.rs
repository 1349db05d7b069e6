use genkit::prelude::*;
use genkit::Turn;

#[derive(Serialize, Deserialize, JsonSchema)]
struct Count {
    turns: u32,
}

#[agent]
async fn tally(_turn: Turn<Count>) -> Result<String> {
    Ok(String::new())
}

fn main() {}
