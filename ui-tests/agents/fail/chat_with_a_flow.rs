use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

async fn talk(ai: Genkit) {
    let _chat = ai.chat::<greet>();
}

fn main() {}
