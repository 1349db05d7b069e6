use genkit::prelude::*;

#[flow]
async fn story(topic: String, out: Chunks<String>) -> Result<String> {
    out.send(topic.len()).await?;
    Ok(topic)
}

fn main() {}
