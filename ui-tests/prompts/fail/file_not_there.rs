genkit::prompt!("prompts/not_there.prompt");

fn main() {}
