genkit::prompt!("prompts/front_matter_field_misspelled.prompt");

fn main() {}
