//# again: a tool, where docs on other parameters are descriptions

use genkit::prelude::*;

#[derive(Serialize, Deserialize, JsonSchema)]
struct Place {
    city: String,
}

/// Current weather in a city.
#[tool]
async fn get_weather(
    /// The place.
    #[input]
    _place: Place,
) -> Result<String> {
    Ok(String::new())
}

fn main() {}
