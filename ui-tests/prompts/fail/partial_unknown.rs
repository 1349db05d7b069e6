genkit::prompt!("prompts/partial_unknown.prompt");

fn main() {}
