use genkit::prelude::*;

#[derive(Serialize, Deserialize, JsonSchema)]
struct Place {
    city: String,
}

/// Current weather in a place.
#[tool]
fn get_weather(#[input] place: Place) -> String {
    place.city
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<get_weather>(Place { city: "Oslo".to_owned() }).await?, "Oslo");
    Ok(())
}
