genkit::prompt!("prompts/default_of_another_type.prompt");

fn main() {}
