use genkit::prelude::*;

#[derive(Serialize, Deserialize)]
struct Dish {
    name: String,
}

#[flow]
async fn count(dishes: Vec<Dish>) -> Result<usize> {
    Ok(dishes.len())
}

fn main() {}
