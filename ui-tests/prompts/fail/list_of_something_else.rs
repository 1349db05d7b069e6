use serde::Serialize;

#[derive(Serialize)]
#[genkit::prompt_file("prompts/agree.prompt")]
struct Menu {
    theme: String,
    guests: Option<u32>,
    price: f64,
    vegan: bool,
    mood: String,
    dishes: Vec<String>,
}

fn main() {}
