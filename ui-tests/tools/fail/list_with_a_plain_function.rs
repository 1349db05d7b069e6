//# again: through `tools!`

use genkit::prelude::*;

async fn get_weather(city: String) -> Result<String> {
    Ok(city)
}

fn elsewhere(ai: &Genkit) {
    let _ = ai.generate().tools(tools![get_weather]);
}

fn main() {}
