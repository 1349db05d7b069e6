//! What a caller of `generate` sees: two flows that take the options of a call and tell what comes back.

use genkit::prelude::*;
use genkit::{Context, Generate, GenerateOptions, GenerateResponse, Interrupt, IntoContent, json};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

#[flow(name = "generateFlow")]
async fn generate(options: Value, ctx: Ctx) -> Result<Value> {
    let response = call(options, &ctx)?.await?;
    let parts = response.message().into_iter().flat_map(|m| &m.content);
    let interrupts = response.interrupts();
    Ok(json!({
        "text": response.text(),
        "output": output(&response),
        "finishReason": response.raw().finish_reason,
        "reasoning": response.reasoning(),
        "interrupts": interrupts.iter().map(Interrupt::part).collect::<Vec<_>>(),
        "toolRequests": parts.filter(|p| p.as_tool_request().is_some()).collect::<Vec<_>>(),
        "messages": response.messages(),
    }))
}

#[flow(name = "streamFlow")]
async fn stream(options: Value, ctx: Ctx, out: Chunks<Value>) -> Result<Value> {
    let mut answer = call(options, &ctx)?.stream();
    while let Some(chunk) = answer.next().await {
        let chunk = chunk?;
        out.send(json!({
            "text": chunk.to_text(),
            "accumulatedText": answer.text(),
            "output": answer.chunk_output(&chunk),
            "role": chunk.role,
            "index": chunk.index,
        }))
        .await?;
    }
    let response = answer.response().await?;
    Ok(json!({"text": response.text(), "output": output(&response)}))
}

/// The answer; where no form was asked for, the data in it or the JSON in its text, as Genkit JS has it.
fn output(response: &GenerateResponse) -> Option<Value> {
    let asked_for = response.output_json().filter(|output| *output != "").cloned();
    asked_for.or_else(|| response.data().cloned()).or_else(|| json::extract_json(&response.text()).ok())
}

/// The options of a call as Genkit JS takes them: of `GenerateOptions`, and besides texts where parts are asked for,
/// one answer where there may be several, and the context.
#[derive(Deserialize)]
struct Options {
    #[serde(flatten)]
    call: GenerateOptions,
    system: Option<Content>,
    prompt: Option<Content>,
    context: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    One(Part),
    Many(Vec<Part>),
}

impl IntoContent for Content {
    fn into_content(self) -> Vec<Part> {
        match self {
            Content::Text(text) => vec![text.into()],
            Content::One(part) => vec![part],
            Content::Many(parts) => parts,
        }
    }
}

/// The call that these options make.
fn call(options: Value, ctx: &Ctx) -> Result<Generate> {
    let options: Options = read(options)?;
    let mut call = ctx.generate().options(options.call);
    if let Some(system) = options.system {
        call = call.system(system);
    }
    if let Some(prompt) = options.prompt {
        call = call.prompt(prompt);
    }
    if let Some(context) = options.context {
        call = call.context(Context::from(context));
    }
    Ok(call)
}

fn read<T: DeserializeOwned>(options: Value) -> Result<T> {
    let mut options = match options {
        Value::Object(options) => options,
        text => Map::from_iter([("prompt".to_owned(), text)]),
    };
    // Genkit JS sends a configuration even where there is nothing to configure.
    options.entry("config").or_insert_with(|| json!({}));
    options.entry("messages").or_insert_with(|| json!([]));
    for answers in
        options.get_mut("resume").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut)
    {
        if answers.get("toolRequest").or(answers.get("toolResponse")).is_some() {
            *answers = json!([answers]);
        }
    }
    serde_json::from_value(options.into()).or_status(Status::InvalidArgument, "not the options of a call")
}
