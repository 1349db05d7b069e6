use genkit::prelude::*;

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Celsius,
    Kelvin,
}

fn today() -> u8 {
    1
}

/// Current weather in a city.
#[tool(effect = "read", title = "Weather")]
async fn get_weather(
    /// City name, for example "Oslo".
    city: String,
    unit: Option<Unit>,
    /// Days from today.
    #[serde(default = "today")]
    #[schemars(range(min = 0, max = 7))]
    day: u8,
    _ctx: Ctx,
) -> Result<String> {
    let unit = if matches!(unit, Some(Unit::Kelvin)) { "K" } else { "°C" };
    Ok(format!("{city} {day} {unit}"))
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    let weather = ai.run_json("/tool/get_weather", serde_json::json!({"city": "Oslo"})).await?;
    assert_eq!(weather, "Oslo 1 °C");
    let input = ai.action("/tool/get_weather").await?.describe()["inputSchema"].clone();
    assert_eq!(input["properties"]["city"]["description"], "City name, for example \"Oslo\".");
    assert_eq!(input["required"], serde_json::json!(["city"]));
    Ok(())
}
