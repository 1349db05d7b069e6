genkit::prompt!("prompts/good.prompt", name = "a", name = "b");

fn main() {}
