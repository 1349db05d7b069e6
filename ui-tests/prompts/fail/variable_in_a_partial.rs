genkit::prompt!("prompts/variable_in_a_partial.prompt");

fn main() {}
