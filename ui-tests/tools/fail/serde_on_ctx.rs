use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(city: String, #[serde(skip)] ctx: Ctx) -> Result<String> {
    Ok(String::new())
}

fn main() {}
