use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(
    _p0: u8,
    _p1: u8,
    _p2: u8,
    _p3: u8,
    _p4: u8,
    _p5: u8,
    _p6: u8,
    _p7: u8,
    _p8: u8,
    _p9: u8,
    _p10: u8,
    _p11: u8,
    _p12: u8,
) -> Result<String> {
    Ok(String::new())
}

fn main() {}
