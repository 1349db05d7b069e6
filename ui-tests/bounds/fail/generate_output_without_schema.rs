//# again: each derive by itself

use genkit::prelude::*;

#[derive(Deserialize)]
struct Dish {
    name: String,
}

async fn elsewhere(ai: Genkit) -> Result<Dish> {
    ai.generate().prompt("A dish").output::<Dish>().await?.into_output()
}

fn main() {}
