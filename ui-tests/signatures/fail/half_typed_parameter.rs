use genkit::prelude::*;

#[flow]
async fn greet(name: ) -> Result<String> {
    Ok(String::new())
}

fn main() {}
