use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(city: String) -> Result<String> {
    Ok(city)
}

genkit::prompt!("prompts/good.prompt", tools = [get_weather]);

fn main() {}
