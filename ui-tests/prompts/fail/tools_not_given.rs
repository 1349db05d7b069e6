genkit::prompt!("prompts/tools_not_given.prompt");

fn main() {}
