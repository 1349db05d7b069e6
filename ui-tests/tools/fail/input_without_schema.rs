use genkit::prelude::*;

#[derive(Serialize, Deserialize)]
struct Place {
    city: String,
}

/// Current weather in a city.
#[tool]
async fn get_weather(#[input] _place: Place) -> Result<String> {
    Ok(String::new())
}

fn main() {}
