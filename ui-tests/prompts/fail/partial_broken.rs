genkit::prompt!("prompts/partial_broken.prompt");

fn main() {}
