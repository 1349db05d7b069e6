//# again: each derive by itself

use genkit::prelude::*;

#[derive(Serialize, Deserialize)]
struct Dish {
    name: String,
}

#[flow]
async fn praise(dish: Dish) -> Result<String> {
    Ok(dish.name)
}

fn main() {}
