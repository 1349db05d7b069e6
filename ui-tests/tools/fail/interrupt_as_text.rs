use genkit::prelude::*;

/// Current weather in a city.
#[tool(interrupt = "yes")]
async fn get_weather(city: String) -> Result<String> {
    Ok(city)
}

fn main() {}
