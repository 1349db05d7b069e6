genkit::prompt!("prompts/front_matter_is_no_yaml.prompt");

fn main() {}
