genkit::prompt!("prompts/schema_type_misspelled.prompt");

fn main() {}
