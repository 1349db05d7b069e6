#![deny(warnings, missing_docs)]
#![forbid(unsafe_code)]
//! Types made of a file, in a module and in a function.

/// A module of its own.
pub mod inner {
    use genkit::prelude::*;

    /// Current weather in a city.
    #[tool]
    pub async fn get_weather(city: String) -> Result<String> {
        Ok(city)
    }

    genkit::prompt!(pub Lunch = "../pass/prompts/menu.prompt", tools = [get_weather], name = "lunch");
}

fn main() {
    use inner::{LunchDishesItem, LunchMood, LunchOutput};
    let dishes = vec![LunchDishesItem { name: "soup".into(), tags: vec!["hot".into()] }];
    let lunch = inner::Lunch {
        theme: "sea".into(),
        guests: None,
        price: 1.5,
        vegan: true,
        mood: LunchMood::Wild,
        dishes,
    };
    assert_eq!(serde_json::to_value(&lunch).unwrap()["mood"], "wild");
    let output: LunchOutput = serde_json::from_str(r#"{"dishName": "soup", "type": "hot"}"#).unwrap();
    assert_eq!((output.dish_name.as_str(), output.r#type.as_deref()), ("soup", Some("hot")));

    prompt!("prompts/plain.prompt");
    let _ = Plain {};
}

use genkit::prompt;
