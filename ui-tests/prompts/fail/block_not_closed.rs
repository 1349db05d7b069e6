genkit::prompt!("prompts/block_not_closed.prompt");

fn main() {}
