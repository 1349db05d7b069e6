genkit::prompt!("prompts/helper_misspelled.prompt");

fn main() {}
