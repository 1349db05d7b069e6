use genkit::prelude::*;

#[derive(Serialize, Deserialize, JsonSchema)]
struct Place {
    city: String,
}

/// Current weather in a city.
#[tool]
async fn get_weather(#[input] _place: Place, _day: u8) -> Result<String> {
    Ok(String::new())
}

fn main() {}
