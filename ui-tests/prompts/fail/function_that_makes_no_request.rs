use genkit::prelude::*;

#[genkit::prompt_fn]
async fn story(topic: String) -> Result<usize> {
    Ok(topic.len())
}

fn main() {}
