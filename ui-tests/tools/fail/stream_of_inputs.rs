use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(_cities: Inputs<String>) -> Result<String> {
    Ok(String::new())
}

fn main() {}
