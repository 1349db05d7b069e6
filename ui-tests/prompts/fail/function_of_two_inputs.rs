use genkit::prelude::*;

#[genkit::prompt_fn]
async fn story(topic: String, length: usize) -> Result<String> {
    Ok(topic.repeat(length))
}

fn main() {}
