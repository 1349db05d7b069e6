use genkit::prelude::*;

#[tool(description)]
async fn get_weather(city: String) -> Result<String> {
    Ok(city)
}

fn main() {}
