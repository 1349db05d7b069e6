//# again: one of the parameters of a tool, not the input of a flow

use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(_city: &str) -> Result<String> {
    Ok(String::new())
}

fn main() {}
