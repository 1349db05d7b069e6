use genkit::prelude::*;

#[derive(Serialize, JsonSchema)]
struct Place {
    city: String,
}

/// Current weather in a city.
#[tool]
async fn get_weather(_place: Place) -> Result<String> {
    Ok(String::new())
}

fn main() {}
