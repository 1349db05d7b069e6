//# errors: 2
use genkit::prelude::*;

struct Place;
struct Time;

/// Current weather.
#[tool]
async fn get_weather(_place: Place, _days: u8, _time: Option<Time>) -> Result<String> {
    Ok(String::new())
}

fn main() {}
