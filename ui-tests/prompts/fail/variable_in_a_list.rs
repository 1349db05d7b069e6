genkit::prompt!("prompts/variable_in_a_list.prompt");

fn main() {}
