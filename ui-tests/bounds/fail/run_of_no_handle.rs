use genkit::prelude::*;

struct Greet;

async fn elsewhere(ai: Genkit) {
    ai.run::<Greet>("Ada".to_owned()).await;
}

fn main() {}
