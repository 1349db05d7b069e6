//# again: in a script, not in what a double expects

use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(city: String, day: u8) -> Result<f64> {
    Ok(f64::from(day) * city.len() as f64)
}

fn elsewhere(ai: &TestGenkit) {
    ai.script([reply().call::<get_weather>("Oslo")]);
}

fn main() {}
