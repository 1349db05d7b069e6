use genkit::prelude::*;

#[derive(Deserialize, JsonSchema)]
struct Place {
    city: String,
}

/// Current weather in a city.
#[tool]
async fn get_weather(place: Place) -> Result<String> {
    Ok(String::new())
}

fn main() {}
