//# again: a flow whose handle has another name, not a plain function

use genkit::prelude::*;

#[flow(handle = Greet)]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

async fn elsewhere(ai: Genkit) -> Result<String> {
    ai.run::<greet>("Ada".to_owned()).await
}

fn main() {}
