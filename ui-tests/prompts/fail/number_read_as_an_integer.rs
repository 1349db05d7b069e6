use genkit::prelude::*;

#[derive(Deserialize, JsonSchema)]
#[genkit::prompt_file("prompts/number_read_as_an_integer.prompt", at = "output")]
struct Answer {
    price: i64,
}

fn main() {}
