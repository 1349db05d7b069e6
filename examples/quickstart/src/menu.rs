//! The menu service: a tool and two flows, one of which streams. This is the file to read first.

use genkit::prelude::*;

use crate::market::{self, Good};

/// What a restaurant asks for.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ask {
    /// The theme of the restaurant, for example "seaside".
    #[schemars(length(min = 1))]
    theme: String,
    /// True for a dish without meat and fish.
    #[serde(default)]
    vegetarian: bool,
}

/// A dish for the menu.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Dish {
    /// Name as printed on the menu.
    pub(crate) name: String,
    /// What it is made of.
    pub(crate) ingredients: Vec<String>,
    /// Price in US dollars.
    pub(crate) price_usd: f64,
}

/// Tells what today's market has for a theme.
#[tool(effect = "read")]
async fn visit_market(
    /// The theme, for example "seaside".
    theme: String,
    /// True to leave out meat and fish.
    vegetarian: Option<bool>,
) -> Result<Vec<Good>> {
    Ok(market::goods_for(&theme, vegetarian.unwrap_or(false)))
}

/// Suggests a dish for a restaurant theme.
#[flow]
async fn suggest_dish(ask: Ask, ctx: Ctx) -> Result<Dish> {
    let kind = if ask.vegetarian { "vegetarian dish" } else { "dish" };
    ctx.generate()
        .prompt(format!("Suggest a {kind} for a restaurant with this theme: {}", ask.theme))
        .tools(tools![visit_market])
        .output::<Dish>()
        .await?
        .into_output()
}

/// Presents a suggested dish to the guests, word by word.
#[flow]
async fn present_dish(ask: Ask, ctx: Ctx, out: Chunks<String>) -> Result<String> {
    let dish = ctx.run::<suggest_dish>(ask).await?;
    let prompt = [Part::text("Present this dish to our guests."), Part::data(serde_json::to_value(dish)?)];
    let mut speech = ctx.generate().prompt(prompt).stream();
    while let Some(chunk) = speech.next().await {
        out.send(chunk?.to_text()).await?;
    }
    Ok(speech.response().await?.text())
}

#[cfg(test)]
mod tests {
    use genkit::testing::reply;

    use super::*;

    #[genkit::test]
    async fn the_market_decides_what_is_suggested(ai: TestGenkit) -> Result<()> {
        let market = ai.double::<visit_market>().returns(vec![]);
        ai.script([
            reply().call::<visit_market>(("harbour", None)),
            reply().json(&Dish { name: "Empty plate".into(), ingredients: vec![], price_usd: 0.0 }),
        ]);
        let dish = ai.run::<suggest_dish>(Ask { theme: "harbour".into(), vegetarian: false }).await?;
        assert_eq!(dish.name, "Empty plate");
        assert_eq!(market.calls(), [("harbour".to_owned(), None)]);
        assert!(ai.last_request().text().contains("this theme: harbour"));
        Ok(())
    }
}
