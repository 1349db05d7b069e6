use serde::Serialize;

#[derive(Serialize)]
#[genkit::prompt_file("prompts/good.prompt")]
struct Menu<T> {
    theme: T,
}

fn main() {}
