use genkit::prelude::*;

#[flow]
async fn story(topic: String, out: Chunks<String>) -> Result<String> {
    out.send(topic.clone()).await?;
    Ok(topic)
}

fn elsewhere(ai: &TestGenkit) {
    let _ = ai.double::<story>().chunks([1, 2]);
}

fn main() {}
