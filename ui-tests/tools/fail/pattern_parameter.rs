use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather((_city, _country): (String, String)) -> Result<String> {
    Ok(String::new())
}

fn main() {}
