use serde::Serialize;

#[derive(Serialize)]
#[genkit::prompt_file("prompts/agree.prompt", at = "input.dishes")]
struct Dish {
    name: String,
    tags: Vec<u8>,
}

fn main() {}
