//# again: each derive by itself
use genkit::prelude::*;

struct Place;

/// Current weather in a city.
#[tool]
async fn get_weather(_place: Place) -> Result<String> {
    Ok(String::new())
}

fn main() {}
