genkit::prompt!("prompts/block_closed_as_another.prompt");

fn main() {}
