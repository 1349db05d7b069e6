//# again: the handle is there for its uses

use genkit::prelude::*;

#[flow]
async fn greet(name: ) -> Result<String> {
    Ok(String::new())
}

type Handle = greet;

fn main() {}
