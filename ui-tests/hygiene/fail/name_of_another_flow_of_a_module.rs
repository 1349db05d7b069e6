//# again: not imported, not configured out

use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

mod other {
    use genkit::prelude::*;

    async fn elsewhere(ai: Genkit) -> Result<String> {
        ai.run::<greet>("Ada".to_owned()).await
    }
}

fn main() {}
