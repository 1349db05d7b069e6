//# errors: 2
use genkit2::prelude::*;

struct Place;
struct Time;

/// Current weather.
#[tool(crate = ::genkit2)]
async fn get_weather(_place: Place, _days: u8, _time: Option<Time>) -> Result<String> {
    Ok(String::new())
}

fn main() {}
