use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(city: String) -> Result<String> {
    Ok(city)
}

fn elsewhere(ai: &Genkit) {
    let _ = ai.generate().tools(tools![get_weather("Oslo")]);
}

fn main() {}
