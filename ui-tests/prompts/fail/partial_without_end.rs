genkit::prompt!("prompts/partial_without_end.prompt");

fn main() {}
