use genkit::prelude::*;

#[derive(Clone, Deserialize, JsonSchema)]
struct Dish {
    name: String,
}

fn serve(dish: Dish) {
    drop(dish);
}

fn elsewhere(partial: genkit::Partial<'_, Dish>) {
    serve(partial);
}

fn main() {}
