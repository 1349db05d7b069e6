//# again: a run has types of the handle in its own, and must not tell of each

use genkit::prelude::*;

struct Greet;

async fn elsewhere(ai: Genkit) {
    ai.run::<Greet>("Ada".to_owned()).await;
}

fn main() {}
