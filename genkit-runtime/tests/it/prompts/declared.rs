//! Prompts that macros declare.

use genkit::{PicoString, PromptInput};

use super::*;

/// Current weather in a city.
#[tool]
async fn fresh_produce(city: String) -> Result<String> {
    Ok(format!("rain in {city}"))
}

/// Says what it is asked, as JSON if it is asked for that.
#[model(name = "said/parrot")]
async fn declared_parrot(req: ModelRequest) -> Result<ModelResponse> {
    let formed = req.text().contains("in JSON format");
    Ok(if formed { ModelResponse::text(r#"{"dish": "soup"}"#) } else { ModelResponse::text(req.text()) })
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Guest {
    name: String,
}

genkit::prompt!("tests/prompts/menu.prompt", tools = [fresh_produce]);
genkit::prompt!(Plain = "tests/prompts/sub/plain.short.prompt", schemas = [Guest]);

// Its input is a schema by name: a struct around the type of that.
genkit::prompt!("tests/it/prompts/welcome.prompt", schemas = [Guest]);

/// A name that is written as a string.
#[derive(Serialize)]
struct Theme(String);

impl PicoString for Theme {}

/// The same prompt under another name, with a struct of one's own.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[genkit::prompt_file("tests/prompts/menu.prompt", tools = [fresh_produce], output = MenuOutput, name = "mine")]
struct MyMenu {
    theme: Theme,
    guests: Option<u8>,
    mood: Mood,
    dishes: Vec<Dish>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
#[genkit::prompt_file("tests/prompts/menu.prompt", at = "input.mood")]
enum Mood {
    Wild,
}

#[derive(Serialize)]
#[genkit::prompt_file("tests/prompts/menu.prompt", at = "input.dishes")]
struct Dish {
    name: String,
    #[serde(rename = "priceUsd")]
    price: Option<f64>,
}

/// Asks for a story.
#[genkit::prompt_fn]
async fn story(topic: String) -> Result<Vec<genkit::Message>> {
    Ok(vec![genkit::Message::system("Tell stories."), genkit::Message::user(format!("Of {topic}."))])
}

fn menu() -> Menu {
    let dishes = vec![MenuDishesItem { name: "soup".into(), price_usd: Some(2.5) }];
    Menu { theme: "sea".into(), guests: None, mood: Some(MenuMood::Wild), dishes }
}

async fn runtime() -> Genkit {
    Genkit::builder().without_prompt_dir().discover_from(["genkit-runtime"]).build().await.unwrap()
}

#[tokio::test]
async fn an_input_may_be_a_schema_by_name() {
    let builder = Genkit::builder().without_prompt_dir().define_schema::<Guest>("Guest");
    let ai = builder.default_model("said/parrot").build().await.unwrap();
    let answer = ai.run_prompt(Welcome(Guest { name: "Bo".into() })).await.unwrap();
    assert_eq!(answer.text(), "Welcome, Bo!");
    let error = ai.prompt("welcome").unwrap().run(json!({"nam": "Bo"})).await.unwrap_err();
    assert!(error.message().contains("must have required property 'name'"), "{error}");
}

#[tokio::test]
async fn input_and_output_have_types() {
    let ai = runtime().await;
    let options = ai.run_prompt(menu()).render().await.unwrap();
    let texts =
        [(Role::System, "You cook. wild\n".to_owned()), (Role::User, "Theme: sea. soup 2.5".to_owned())];
    assert_eq!(said(&options.messages), texts);
    assert_eq!(options.tools, Some(vec!["fresh_produce".to_owned()]));
    let dish = ai.run_prompt(menu()).await.unwrap().into_output().unwrap();
    assert_eq!(dish, MenuOutput { dish: "soup".into(), vegan: None });
    // What has a default may be left out.
    let options = ai.run_prompt(Menu { mood: None, ..menu() }).render().await.unwrap();
    assert_eq!(options.messages[0].text(), "You cook. calm\n");
}

#[tokio::test]
async fn a_schema_that_the_file_names_is_a_type() {
    let ai = runtime().await;
    let input = Plain { who: Guest { name: "Bo".into() } };
    let call = ai.run_prompt(input).context(genkit::Context::new().with_auth(json!({"uid": "u1"})));
    let text: String = call.await.unwrap().into_output().unwrap();
    assert_eq!(text, "Hi Bo, u1");
    let told = ai.action("/prompt/sub/plain.short").await.unwrap().describe();
    assert_eq!(told["inputSchema"]["properties"]["who"]["properties"]["name"]["type"], "string");
}

#[tokio::test]
async fn a_struct_of_ones_own_is_the_input() {
    let ai = runtime().await;
    let dishes = vec![Dish { name: "fish".into(), price: None }];
    let input = MyMenu { theme: Theme("hill".into()), guests: Some(2), mood: Mood::Wild, dishes };
    let options = ai.run_prompt(input).render().await.unwrap();
    assert_eq!(options.messages[1].text(), "Theme: hill. fish");
    assert!(ai.prompt("mine").is_ok());
}

#[tokio::test]
async fn a_function_is_a_prompt() {
    let ai = runtime().await;
    let options = ai.prompt("story").unwrap().render("cats").await.unwrap();
    assert_eq!(options.messages[1].text(), "Of cats.");
    let request = ai.run_json("/prompt/story", "dogs".into()).await.unwrap();
    assert_eq!(request["messages"][1]["content"][0]["text"], "Of dogs.");
    assert_eq!(request["tools"], json!([]));
    let typed = ai.run::<story>("birds".into()).await.unwrap();
    assert_eq!(typed.messages[1].text(), "Of birds.");
    let told = ai.action("/prompt/story").await.unwrap().describe();
    assert_eq!(told["metadata"]["prompt"]["name"], "story");
    assert_eq!(told["description"], "Asks for a story.");
}

#[tokio::test]
async fn below_a_run_it_is_traced_there() {
    let ai = runtime().await;
    let flow = Flow::builder("f").handler(|(): (), ctx: Ctx| async move {
        Ok(ctx.run_prompt(Plain { who: Guest { name: "Al".into() } }).await?.text().trim().to_owned())
    });
    let ai = Genkit::builder()
        .without_discovery()
        .without_prompt_dir()
        .parent(&ai)
        .action(flow)
        .build()
        .await
        .unwrap();
    assert_eq!(ai.run_json("/flow/f", Value::Null).await.unwrap(), "Hi Al,");
}

#[test]
fn the_text_of_the_file_is_in_the_program() {
    assert!(<Menu as PromptInput>::PROMPT.file.text.starts_with("---\nmodel: said/parrot"));
}
