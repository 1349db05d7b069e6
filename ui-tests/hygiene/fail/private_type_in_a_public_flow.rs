#![allow(private_interfaces)]

mod menu {
    use genkit::prelude::*;

    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Dish {
        name: String,
    }

    #[flow]
    pub async fn praise(dish: Dish) -> Result<String> {
        Ok(dish.name)
    }
}

fn main() {}
