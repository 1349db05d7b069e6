use genkit::prelude::*;

#[derive(Deserialize, JsonSchema)]
struct Dish {
    name: String,
}

async fn elsewhere(ai: Genkit) -> Result<Dish> {
    ai.generate().prompt("A dish").output::<String>().await?.into_output()
}

fn main() {}
