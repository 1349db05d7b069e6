genkit::prompt!("prompts/default_not_declared.prompt");

fn main() {}
