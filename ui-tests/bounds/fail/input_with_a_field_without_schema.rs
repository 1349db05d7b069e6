use genkit::prelude::*;

#[derive(Serialize, Deserialize)]
struct Price(f64);

#[derive(Serialize, Deserialize, JsonSchema)]
struct Dish {
    price: Price,
}

#[flow]
async fn praise(dish: Dish) -> Result<f64> {
    Ok(dish.price.0)
}

fn main() {}
