genkit::prompt!("prompts/variable_misspelled.prompt");

fn main() {}
