use serde::Serialize;

#[derive(Serialize)]
#[genkit::prompt_file("prompts/agree.prompt")]
enum Mood {
    Calm,
}

fn main() {}
