//# again: each derive by itself

use genkit::prelude::*;

#[derive(JsonSchema)]
struct Line(String);

#[flow]
async fn story(topic: String, out: Chunks<Line>) -> Result<String> {
    out.send(Line(topic.clone())).await?;
    Ok(topic)
}

fn main() {}
