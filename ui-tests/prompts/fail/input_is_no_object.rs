genkit::prompt!("prompts/input_is_no_object.prompt");

fn main() {}
