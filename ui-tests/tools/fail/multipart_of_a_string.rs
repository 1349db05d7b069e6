use genkit::prelude::*;

/// Current weather in a city.
#[tool(multipart)]
async fn get_weather(city: String) -> Result<String> {
    Ok(city)
}

fn main() {}
