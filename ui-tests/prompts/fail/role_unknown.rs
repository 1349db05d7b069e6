genkit::prompt!("prompts/role_unknown.prompt");

fn main() {}
