//# errors: 2
//# because: two mistakes, told in one run
use genkit::prelude::*;
use genkit::Turn;

#[agent(session_store, ttl = "30 days")]
async fn tally(_turn: Turn) -> Result<String> {
    Ok(String::new())
}

#[agent(session_store, ttl = 30)]
async fn count(_turn: Turn) -> Result<String> {
    Ok(String::new())
}

fn main() {}
