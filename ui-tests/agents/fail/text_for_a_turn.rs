use genkit::prelude::*;

#[agent]
async fn tally(_said: String) -> Result<String> {
    Ok(String::new())
}

fn main() {}
