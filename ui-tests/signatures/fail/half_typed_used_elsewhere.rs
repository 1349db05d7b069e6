use genkit::prelude::*;

#[flow]
async fn greet(name: ) -> Result<String> {
    Ok(name)
}

type Handle = greet;

fn main() {}
