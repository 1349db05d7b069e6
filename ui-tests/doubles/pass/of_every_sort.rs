use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(city: String, day: u8) -> Result<f64> {
    Err(Error::unavailable(format!("no network to ask about {city} on {day}")))
}

#[flow]
async fn advise(city: String, ctx: Ctx) -> Result<String> {
    let _ = ctx;
    Ok(city)
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = TestGenkit::new();
    let weather = ai.double::<get_weather>().returns(20.5).expects(("Oslo", 1_u8));
    ai.script([reply().call::<get_weather>(("Oslo", 1_u8)), reply().text("warm")]);
    let answer = ai.generate().prompt("?").tools(tools![get_weather]).await?;
    assert_eq!(answer.text(), "warm");
    assert_eq!(weather.calls(), [("Oslo".to_owned(), 1)]);
    let advice = ai.double::<advise>().computes(|city| format!("a coat in {city}"));
    assert_eq!(ai.run::<advise>("Oslo".to_owned()).await?, "a coat in Oslo");
    assert_eq!(advice.count(), 1);
    Ok(())
}
