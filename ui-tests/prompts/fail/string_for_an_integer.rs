use serde::Serialize;

#[derive(Serialize)]
#[genkit::prompt_file("prompts/agree.prompt")]
struct Menu {
    theme: String,
    guests: Option<String>,
    price: f64,
    vegan: bool,
    mood: String,
    dishes: Vec<Dish>,
}

#[derive(Serialize)]
#[genkit::prompt_file("prompts/agree.prompt", at = "input.dishes")]
struct Dish {
    name: String,
    tags: Vec<String>,
}

fn main() {}
