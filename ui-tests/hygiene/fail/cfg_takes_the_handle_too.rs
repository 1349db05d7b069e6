use genkit::prelude::*;

#[cfg(any())]
#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

async fn elsewhere(ai: Genkit) -> Result<String> {
    ai.run::<greet>("Ada".to_owned()).await
}

fn main() {}
