genkit::prompt!("prompts/format_without_its_schema.prompt");

fn main() {}
