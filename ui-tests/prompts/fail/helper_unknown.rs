genkit::prompt!("prompts/helper_unknown.prompt");

fn main() {}
