genkit::prompt!("prompts/good.prompt", tolls = []);

fn main() {}
