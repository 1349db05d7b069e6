use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[genkit::prompt_file("prompts/good.prompt")]
struct Menu {
    theme: String,
}

fn main() {}
