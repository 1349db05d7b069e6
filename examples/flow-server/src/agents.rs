//! The agents that are served: one keeps its conversations, of the other the client keeps them.

use genkit::prelude::*;
use genkit::{Agent, Generate, InMemorySessionStore, ToolRequest, Turn};
use serde_json::json;

/// Pays an amount, once somebody agreed.
#[tool(effect = "once")]
async fn pay(amount: u32, ctx: Ctx) -> Result<String> {
    match ctx.resumed() {
        None => Err(ctx.interrupt(json!({"agree_to": amount}))),
        Some(_) => Ok(format!("paid {amount}")),
    }
}

/// A model that needs no key: `pay 7` has it ask for the tool, `fail` fails, and all else it counts.
#[model(name = "teller", supports(tools, multiturn))]
async fn teller(req: ModelRequest, out: Chunks<ModelResponseChunk>) -> Result<ModelResponse> {
    let last = req.last();
    if let Some(answer) = last.and_then(|last| last.content.iter().find_map(Part::as_tool_response)) {
        let output = answer.output.as_ref().and_then(|output| output.as_str()).unwrap_or_default();
        return Ok(ModelResponse::text(format!("The tool says: {output}")));
    }
    let said = last.map(|last| last.text()).unwrap_or_default();
    match said.strip_prefix("pay ").map(str::parse::<u32>) {
        Some(Ok(amount)) => {
            Ok(ModelResponse::new(Part::from(ToolRequest::new("pay", json!({"amount": amount})))))
        }
        _ if said == "fail" => Err(Error::internal("secret detail")),
        _ => {
            out.send(ModelResponseChunk::text(format!("You said {said}"))).await?;
            out.send(ModelResponseChunk::text(format!(" ({} messages)", req.messages.len()))).await?;
            Ok(ModelResponse::text(format!("You said {said} ({} messages)", req.messages.len())))
        }
    }
}

/// An order.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Order {
    dishes: Vec<String>,
}

pub(crate) fn all() -> Vec<genkit::Action> {
    let clerk = Agent::builder("clerk")
        .description("Talks, and pays")
        .store(InMemorySessionStore::new())
        .tenant(|context| context.auth().map(ToString::to_string).unwrap_or_default())
        .generate(|call: Generate, _: &Ctx| call.model("teller").tools(tools![pay]));
    let waiter =
        Agent::builder("waiter").description("Takes an order").handler(async |turn: Turn<Order>, _| {
            let dish = turn.text();
            let count = turn.update(|order| {
                order.dishes.push(dish);
                order.dishes.len()
            });
            Ok(format!("That makes {}.", count.await?))
        });
    [clerk, waiter].concat()
}
