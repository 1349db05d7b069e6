use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(_city: String, _out: Chunks<String>) -> Result<String> {
    Ok(String::new())
}

fn main() {}
