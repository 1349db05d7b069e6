use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(city: &str) -> Result<String> {
    Ok(String::new())
}

fn main() {}
