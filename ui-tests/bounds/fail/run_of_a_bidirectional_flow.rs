use genkit::prelude::*;

#[flow]
async fn chat(lines: Inputs<String>) -> Result<usize> {
    drop(lines);
    Ok(0)
}

async fn elsewhere(ai: Genkit) {
    let _ = ai.run::<chat>(()).await;
}

fn main() {}
