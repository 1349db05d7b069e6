use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(ref _city: String) -> Result<String> {
    Ok(String::new())
}

fn main() {}
