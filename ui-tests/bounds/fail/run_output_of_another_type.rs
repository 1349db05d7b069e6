use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

async fn elsewhere(ai: Genkit) -> Result<usize> {
    ai.run::<greet>("Ada".to_owned()).await
}

fn main() {}
