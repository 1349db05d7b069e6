use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
#[genkit::prompt_file("prompts/agree.prompt", at = "input.mood")]
enum Mood {
    Calm,
    Wlid,
}

fn main() {}
