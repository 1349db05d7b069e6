use genkit::prelude::*;

#[derive(Serialize)]
struct Dish {
    name: String,
}

#[flow]
fn cook(name: String) -> Dish {
    Dish { name }
}

fn main() {}
