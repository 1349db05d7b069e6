genkit::prompt!("prompts/schema_is_no_picoschema.prompt");

fn main() {}
