use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(#[serde(defualt)] _city: String) -> Result<String> {
    Ok(String::new())
}

fn main() {}
