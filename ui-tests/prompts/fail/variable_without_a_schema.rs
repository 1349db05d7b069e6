genkit::prompt!("prompts/variable_without_a_schema.prompt");

fn main() {}
