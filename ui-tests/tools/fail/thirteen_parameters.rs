use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(
    p0: u8,
    p1: u8,
    p2: u8,
    p3: u8,
    p4: u8,
    p5: u8,
    p6: u8,
    p7: u8,
    p8: u8,
    p9: u8,
    p10: u8,
    p11: u8,
    p12: u8,
) -> Result<String> {
    Ok(String::new())
}

fn main() {}
