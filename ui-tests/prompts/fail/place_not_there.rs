use serde::Serialize;

#[derive(Serialize)]
#[genkit::prompt_file("prompts/agree.prompt", at = "input.dihses")]
struct Dish {
    name: String,
}

fn main() {}
