//! A model without a key or a server: a cook who knows two crafts, and does what the request asks by rules.
//!
//! Asked for something with a form (a schema), it first asks the tool that it is given, then fills the form from what
//! the tool answered and what the request says. Given data, it tells it in a sentence, word by word.

use genkit::prelude::*;
use genkit::{OutputConfig, PartKind, ToolDefinition, ToolRequest};
use serde_json::{Map, Value, json};

use crate::market::Good;
use crate::menu::Dish;

/// The name to ask for it by.
pub(crate) const NAME: &str = "demo/cook";

/// A cook that follows rules.
#[model(
    name = "demo/cook",
    label = "Demo cook",
    supports(tools, multiturn, output("text", "json"), constrained = "all")
)]
async fn cook(req: ModelRequest, out: Chunks<ModelResponseChunk>) -> Result<ModelResponse> {
    let Some(asked) = req.messages.iter().rfind(|message| message.role == Role::User) else {
        return Ok(ModelResponse::text("Nobody asked me anything."));
    };
    if let Some(dish) = asked.data().and_then(|data| Dish::deserialize(data).ok()) {
        return say(&present(&dish), &out).await;
    }
    let order = Order::read(&asked.text());
    let tools = req.tools.as_deref().unwrap_or_default();
    match (goods(&req), tools.first()) {
        (Some(goods), _) => say(&suggest(&order, &goods, req.output.as_ref()), &out).await,
        (None, Some(tool)) => Ok(ModelResponse::new(Part::from(order.for_tool(tool)))),
        (None, None) => say(&suggest(&order, &[], req.output.as_ref()), &out).await,
    }
}

/// What the request asks for, as far as the cook understands it.
struct Order {
    theme: String,
    vegetarian: bool,
}

impl Order {
    fn read(text: &str) -> Self {
        let (order, theme) = text.split_once("theme:").unwrap_or((text, text));
        Self { theme: theme.trim().to_owned(), vegetarian: order.to_lowercase().contains("vegetarian") }
    }

    /// A request for this tool, with those arguments that it takes and the cook knows.
    fn for_tool(&self, tool: &ToolDefinition) -> ToolRequest {
        let known = [("theme", json!(self.theme)), ("vegetarian", json!(self.vegetarian))];
        let taken = tool.input_schema.as_ref().and_then(|schema| schema.get("properties"));
        let takes = |name: &str| taken.is_some_and(|members| members.get(name).is_some());
        let input: Map<String, Value> = known
            .into_iter()
            .filter(|(name, _)| takes(name))
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        ToolRequest::new(tool.name.clone(), input).with_ref("market-1")
    }
}

/// What the tool answered, if it was asked since the last order.
fn goods(req: &ModelRequest) -> Option<Vec<Good>> {
    let last = req.last().filter(|message| message.role == Role::Tool)?;
    let output = last.content.iter().find_map(|part| match &part.kind {
        PartKind::ToolResponse(response) => response.output.as_ref(),
        _ => None,
    })?;
    Vec::deserialize(output).ok()
}

/// A dish of these goods: in the form asked for, or in words.
fn suggest(order: &Order, goods: &[Good], form: Option<&OutputConfig>) -> String {
    let names: Vec<&str> = goods.iter().map(|good| good.name.as_str()).collect();
    let name = match names.split_first() {
        Some((main, rest)) => format!("{} {main} with {}", capitalised(&order.theme), listed(rest)),
        None => format!("{} surprise", capitalised(&order.theme)),
    };
    // Goods cost half of what the guest pays.
    let price_usd = goods.iter().map(|good| good.price_usd).sum::<f64>() * 2.0;
    let known = json!({"name": name, "ingredients": names, "price_usd": price_usd});
    let members = form.and_then(|form| form.schema.as_ref()?.get("properties")?.as_object());
    match (members, known) {
        (Some(members), Value::Object(mut known)) => {
            known.retain(|name, _| members.contains_key(name));
            Value::Object(known).to_string()
        }
        _ => format!("{name}, for {price_usd:.2} dollars."),
    }
}

fn present(dish: &Dish) -> String {
    let made_of: Vec<&str> = dish.ingredients.iter().map(String::as_str).collect();
    format!("Tonight: {}. We make it of {}. {:.2} dollars.", dish.name, listed(&made_of), dish.price_usd)
}

/// Answers, word by word for those who read along.
async fn say(text: &str, out: &Chunks<ModelResponseChunk>) -> Result<ModelResponse> {
    for word in text.split_inclusive(' ') {
        out.send(word.into()).await?;
    }
    Ok(ModelResponse::text(text))
}

fn listed(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => (*last).to_owned(),
        None => "nothing else".to_owned(),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
