genkit::prompt!("prompts/format_misspelled.prompt");

fn main() {}
