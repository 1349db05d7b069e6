genkit::prompt!("prompts/schema_type_unknown.prompt");

fn main() {}
