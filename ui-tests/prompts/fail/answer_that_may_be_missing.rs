use genkit::prelude::*;

#[derive(Deserialize, JsonSchema)]
#[genkit::prompt_file("prompts/answer_that_may_be_missing.prompt", at = "output")]
struct Answer {
    price: f64,
}

fn main() {}
