use genkit::prelude::*;

#[agent]
async fn tally() -> Result<String> {
    Ok(String::new())
}

fn main() {}
