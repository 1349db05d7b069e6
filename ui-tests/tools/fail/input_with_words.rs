use genkit::prelude::*;

#[derive(Serialize, Deserialize, JsonSchema)]
struct Place {
    city: String,
}

/// Current weather in a city.
#[tool]
async fn get_weather(#[input(flatten)] _place: Place) -> Result<String> {
    Ok(String::new())
}

fn main() {}
