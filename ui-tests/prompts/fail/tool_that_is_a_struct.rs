struct Weather;

genkit::prompt!("prompts/tool_that_is_none.prompt", tools = [Weather]);

fn main() {}
