//! A request made fit for one model: documents put into a message, schemas told in words, what it cannot do warned of.

use serde_json::Value;

use crate::ai::document::Document;
use crate::ai::format;
use crate::ai::message::{Message, Role};
use crate::ai::model::{Constrained, ModelInfo, ModelRequest, OutputConfig, Stage, info_of};
use crate::ai::part::Part;
use crate::core::action::Action;

/// The request as this model can take it.
pub(super) fn fit(mut fitted: ModelRequest, info: Option<&ModelInfo>) -> ModelRequest {
    let supports = info.and_then(|i| i.supports.as_ref());
    augment(&mut fitted, info);
    let tools = fitted.tools.as_ref().is_some_and(|t| !t.is_empty());
    let constrains = match supports.and_then(|s| s.constrained) {
        Some(Constrained::All) => true,
        Some(Constrained::NoTools) => !tools,
        Some(Constrained::None) | None => false,
    };
    if !constrains {
        simulate(&mut fitted);
    }
    fitted
}

/// Puts documents into the last user message, for models that take no documents.
pub(super) fn augment(request: &mut ModelRequest, info: Option<&ModelInfo>) {
    if info.and_then(|i| i.supports.as_ref()?.context).unwrap_or(false) {
        return;
    }
    let Some(docs) = request.docs.as_ref().filter(|docs| !docs.is_empty()) else { return };
    let text = context_text(docs);
    let purposed = |part: &Part| part.meta("purpose").is_some_and(|p| p == "context");
    let pending = |part: &Part| part.meta("pending").is_some_and(|p| *p == Value::Bool(true));
    let Some(last) = request.messages.iter().rposition(|m| m.role == Role::User) else { return };
    let there =
        request.messages.get(last).is_some_and(|m| m.content.iter().any(|p| purposed(p) && !pending(p)));
    if there {
        return;
    }
    let part = Part::text(text).with_metadata("purpose", "context");
    let Some(message) = request.messages.get_mut(last) else { return };
    match message.content.iter_mut().find(|p| purposed(p)) {
        Some(waiting) => *waiting = part,
        None => message.content.push(part),
    }
}

fn context_text(docs: &[Document]) -> String {
    let mut text = "\n\nUse the following information to complete your task:\n\n".to_owned();
    for (i, doc) in docs.iter().enumerate() {
        let cited = doc.meta("ref").or_else(|| doc.meta("id")).map(plain);
        let cited = cited.unwrap_or_else(|| i.to_string());
        text.push_str(&format!("- [{cited}]: {}\n", doc.to_text()));
    }
    text.push('\n');
    text
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Tells the schema in words, for models that cannot hold their answers to one.
fn simulate(request: &mut ModelRequest) {
    let Some(output) = &request.output else { return };
    let (Some(true), Some(schema)) = (output.constrained, &output.schema) else { return };
    let words = format::json_words(schema);
    format::inject(&mut request.messages, &words);
    request.output = Some(OutputConfig { constrained: Some(false), ..OutputConfig::default() });
}

/// Warns of what the model does not say it can.
pub(super) fn warn(model: &Action, request: &ModelRequest) {
    let Some(info) = info_of(model) else { return };
    let name = model.name();
    if info.stage == Some(Stage::Deprecated) {
        tracing::warn!(target: "genkit", "Model '{name}' is deprecated and may be removed in a future release.");
    }
    let Some(supports) = &info.supports else { return };
    let tools = request.tools.as_ref().map_or(0, |t| t.len());
    if tools > 0 && supports.tools != Some(true) {
        tracing::warn!(
            target: "genkit",
            "The model '{name}' does not support tools (you set: {tools} tools). The model may not behave the way you expect."
        );
    }
    if let Some(choice) = request.tool_choice.filter(|_| supports.tool_choice != Some(true)) {
        tracing::warn!(
            target: "genkit",
            "The model '{name}' does not support the 'toolChoice' option (you set: {choice:?}). The model may not behave the way you expect."
        );
    }
}

/// The answer notes the form it has.
pub(super) fn note_form(message: &mut Message, output: &OutputConfig) {
    if output.format.is_none() && output.content_type.is_none() {
        return;
    }
    let mut form = serde_json::Map::new();
    form.extend(output.content_type.as_ref().map(|c| ("contentType".to_owned(), c.as_str().into())));
    form.extend(output.format.as_ref().map(|f| ("format".to_owned(), f.as_str().into())));
    let note = serde_json::json!({"output": form});
    message.metadata.get_or_insert_default().insert("generate".to_owned(), note);
}
