genkit::prompt!("prompts/input_field_misspelled.prompt");

fn main() {}
