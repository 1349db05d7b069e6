//# errors: 2
//# because: two mistakes, told in one run
use genkit::prelude::*;
use genkit::Turn;

#[agent(ttl = "30d", keep_snapshots = 10)]
async fn tally(_turn: Turn) -> Result<String> {
    Ok(String::new())
}

fn main() {}
