use genkit::prelude::*;

#[derive(Serialize, JsonSchema)]
struct Dish {
    name: String,
}

#[flow]
async fn cook(name: String) -> Result<Dish> {
    Ok(Dish { name })
}

fn elsewhere(ai: &TestGenkit) {
    let _ = ai.double::<cook>().returns(Dish { name: "soup".to_owned() });
}

fn main() {}
