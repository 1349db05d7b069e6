use genkit::prelude::*;

/// Tells the weather.
#[tool]
async fn 天気(city: String) -> Result<String> {
    Ok(city)
}

fn main() {}
