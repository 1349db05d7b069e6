use genkit::prelude::*;

/// Current weather in a city.
#[tool(effect)]
async fn get_weather(city: String) -> Result<String> {
    Ok(city)
}

fn main() {}
