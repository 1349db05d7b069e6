genkit::prompt!("prompts/two_names_are_one.prompt");

fn main() {}
