use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(_city: String, #[serde(skip)] _ctx: Ctx) -> Result<String> {
    Ok(String::new())
}

fn main() {}
