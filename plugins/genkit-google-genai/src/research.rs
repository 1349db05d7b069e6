//! Studies: begun, asked for, done or stopped.

use std::sync::Arc;

use genkit::schema::input;
use genkit::{
    Action, BackgroundModel, Ctx, Error, FinishReason, Message, ModelRequest, ModelResponse, Operation,
    Result, ToolNames,
};
use serde_json::{Map, Value, json};

use crate::backend::{Backend, Call};
use crate::config::checked;
use crate::family::short;
use crate::interaction::{self, Status};
use crate::{DeepResearchConfig, info};

/// Deep research, with the actions that check on it and stop it.
pub(crate) fn model(backend: &Arc<Backend>, name: &str) -> Vec<Action> {
    let about = info::info(backend.plugin, name);
    let builder = BackgroundModel::with_info(format!("{}/{name}", backend.plugin), &about);
    let builder = builder.metadata("model", info::metadata(&about, input::<DeepResearchConfig>()));
    let asks = |stop: bool| {
        let backend = backend.clone();
        move |operation: Operation, ctx: Ctx| {
            let backend = backend.clone();
            async move {
                let told = interaction::ask(&backend, &operation.id, stop, &ctx).await;
                stands(operation, told)
            }
        }
    };
    let (to_start, model) = (backend.clone(), short(name).to_owned());
    builder.check(asks(false)).cancel(asks(true)).start(move |request: ModelRequest, ctx: Ctx| {
        let (backend, model) = (to_start.clone(), model.clone());
        async move { start(&backend, &model, request, &ctx).await }
    })
}

async fn start(backend: &Backend, model: &str, request: ModelRequest, ctx: &Ctx) -> Result<Operation> {
    let mut config = checked::<DeepResearchConfig>(request.config)?;
    let call = Call::take(&mut config, ctx);
    let mut body = interaction::body(("agent", call.model(model)), &request.messages, &mut config, backend)?;
    body.insert("background".to_owned(), true.into());
    let mut agent = Map::from_iter([("type".to_owned(), "deep-research".into())]);
    for (from, to) in [("thinkingSummaries", "thinking_summaries"), ("visualization", "visualization")] {
        let said = config.shift_remove(from);
        let said = said.as_ref().and_then(Value::as_str).map(str::to_lowercase);
        agent.extend(said.map(|said| (to.to_owned(), said.into())));
    }
    let planning = config.shift_remove("collaborativePlanning");
    agent.extend(planning.map(|planning| ("collaborative_planning".to_owned(), planning)));
    body.insert("agent_config".to_owned(), agent.into());
    let tools = interaction::tools(&mut config, request.tools.as_deref().unwrap_or_default());
    if !tools.is_empty() {
        body.insert("tools".to_owned(), tools.into());
    }
    if let Some(format) = request.output.as_ref().and_then(interaction::format) {
        body.insert("response_format".to_owned(), format);
    }
    body.extend(config);
    let told = interaction::create(backend, &body, &call, ctx).await?;
    let Some(id) = told.get("id").and_then(Value::as_str) else {
        return Err(Error::internal("the interaction has no id").with_details(told));
    };
    stands(Operation::new(id), Ok(told))
}

/// The operation as the interaction stands.
fn stands(operation: Operation, told: Result<Value>) -> Result<Operation> {
    let told = match told {
        Ok(told) => told,
        // What is cancelled already is told as an error.
        Err(error) if error.status() == genkit::Status::Cancelled => json!({"status": "cancelled"}),
        Err(error) => return Err(error),
    };
    Ok(match interaction::status(&told) {
        Status::Running => operation,
        Status::Completed | Status::Cut | Status::Waits => {
            operation.with_output(json!(interaction::response(told, &ToolNames::default())))
        }
        Status::Cancelled => {
            let mut message = Message::model("Operation cancelled.");
            let id = Map::from_iter([("interactionId".to_owned(), operation.id.clone().into())]);
            message.metadata = Some(id);
            let mut response = ModelResponse::default();
            response.message = Some(message);
            response.finish_reason = Some(FinishReason::Aborted);
            response.finish_message = Some("Operation cancelled".to_owned());
            operation.with_output(json!(response))
        }
        Status::Failed(why) => operation.with_error(why),
    })
}
