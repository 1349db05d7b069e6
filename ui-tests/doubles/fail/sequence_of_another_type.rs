use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(city: String, day: u8) -> Result<f64> {
    Ok(f64::from(day) * city.len() as f64)
}

fn elsewhere(ai: &TestGenkit) {
    let _ = ai.double::<get_weather>().sequence(["rain", "sun"]);
}

fn main() {}
