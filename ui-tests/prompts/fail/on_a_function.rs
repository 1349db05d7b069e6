#[genkit::prompt_file("prompts/agree.prompt")]
fn menu() {}

fn main() {}
