genkit::prompt!("prompts/tool_choice_unknown.prompt");

fn main() {}
