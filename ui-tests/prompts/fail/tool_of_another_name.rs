use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(city: String) -> Result<String> {
    Ok(city)
}

genkit::prompt!("prompts/tool_of_another_name.prompt", tools = [get_weather]);

fn main() {}
