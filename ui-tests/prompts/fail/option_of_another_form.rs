genkit::prompt!("prompts/good.prompt", tools = "get_weather");

fn main() {}
