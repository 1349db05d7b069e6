use genkit::prelude::*;

#[flow]
async fn story(topic: String) -> Result<String> {
    Ok(topic)
}

fn elsewhere(ai: &Genkit) {
    let _ = ai.generate().tools(tools![story]);
}

fn main() {}
