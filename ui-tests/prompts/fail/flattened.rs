use serde::Serialize;

#[derive(Serialize)]
#[genkit::prompt_file("prompts/agree.prompt")]
struct Menu {
    theme: String,
    guests: Option<u32>,
    price: f64,
    vegan: bool,
    mood: String,
    dishes: Vec<Dish>,
    #[serde(flatten)]
    more: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
#[genkit::prompt_file("prompts/agree.prompt", at = "input.dishes")]
struct Dish {
    name: String,
    tags: Vec<String>,
}

fn main() {}
