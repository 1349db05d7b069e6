//# again: no doc comment, not an empty one

use genkit::prelude::*;

#[tool]
async fn get_weather(city: String) -> Result<String> {
    Ok(city)
}

fn main() {}
