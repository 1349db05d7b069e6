//# again: from a double, not to a function

use genkit::prelude::*;

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct Dish {
    name: String,
}

#[flow]
async fn cook(name: String) -> Result<Dish> {
    Ok(Dish { name })
}

fn elsewhere(ai: &TestGenkit, partial: genkit::Partial<'_, Dish>) {
    let _ = ai.double::<cook>().returns(partial);
}

fn main() {}
