//# again: each derive by itself

use genkit::prelude::*;

#[derive(Deserialize, JsonSchema)]
struct Dish {
    name: String,
}

#[flow]
async fn praise(dish: Dish) -> Result<String> {
    Ok(dish.name)
}

fn main() {}
