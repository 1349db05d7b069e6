//# again: each derive by itself

use genkit::prelude::*;

#[derive(JsonSchema)]
struct Dish {
    name: String,
}

#[flow]
async fn cook(name: String) -> Result<Dish> {
    Ok(Dish { name })
}

fn main() {}
