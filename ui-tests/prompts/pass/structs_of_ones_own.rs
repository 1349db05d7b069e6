#![deny(warnings)]
//! Structs and enums that agree with a file.

use genkit::PicoString;
use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(city: String) -> Result<String> {
    Ok(city)
}

#[derive(Serialize)]
struct Theme(&'static str);

impl PicoString for Theme {}

#[derive(Serialize)]
#[genkit::prompt_file("prompts/menu.prompt", tools = [get_weather], output = Answer)]
struct Menu {
    theme: Theme,
    #[serde(rename = "guests", skip_serializing_if = "Option::is_none")]
    people: Option<std::num::NonZeroU8>,
    price: Box<f32>,
    vegan: bool,
    mood: Mood,
    dishes: Vec<Dish>,
    #[serde(skip)]
    note: u8,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
#[genkit::prompt_file("prompts/menu.prompt", at = "input.mood")]
enum Mood {
    Calm,
    #[allow(dead_code)]
    Wild,
}

#[derive(Serialize)]
#[genkit::prompt_file("prompts/menu.prompt", at = "input.dishes")]
struct Dish {
    name: String,
    tags: [&'static str; 1],
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[genkit::prompt_file("prompts/menu.prompt", at = "output")]
struct Answer {
    dish_name: String,
    r#type: Option<String>,
}

fn main() {
    let dishes = vec![Dish { name: "soup".into(), tags: ["hot"] }];
    let (theme, price) = (Theme("sea"), Box::new(1.5));
    let menu = Menu { theme, people: None, price, vegan: true, mood: Mood::Calm, dishes, note: 7 };
    let ai = Genkit::builder().build_now().unwrap();
    let call = ai.run_prompt(menu);
    drop(call);
    let answer: Answer = serde_json::from_str(r#"{"dishName": "soup"}"#).unwrap();
    assert_eq!((answer.dish_name.as_str(), answer.r#type), ("soup", None));
}
