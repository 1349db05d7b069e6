//# again: not the first parameter
use genkit::prelude::*;

#[derive(Serialize, Deserialize)]
struct Place {
    city: String,
}

/// Current weather in a city.
#[tool]
async fn get_weather(_city: String, _place: Place, _day: u8) -> Result<String> {
    Ok(String::new())
}

fn main() {}
