//! Whether an answer says what was asked for.

use serde_json::{Value, json};

use super::driver::Call;
use super::resolve::{Output, Tools};
use super::state::GenerateState;
use super::wire::Resume;
use crate::ai::model::{FinishReason, ModelResponse};
use crate::core::error::{Error, Result};
use crate::core::schema::Validator;

/// What the answer says in the format asked for, checked against the schema.
///
/// # Errors
/// `INVALID_ARGUMENT` with the answer, what could be read of it (`partial`) and what it used in the details: it is cut
/// off, broken, or does not fit the schema.
pub(super) fn output(
    response: &ModelResponse,
    form: &Output,
    state: &GenerateState,
    call: &Call,
) -> Result<Option<Value>> {
    let (Some(format), Some(message)) = (&form.format, &response.message) else { return Ok(None) };
    let usage = || json!(state.usage());
    let explain = |error: Error, partial: Option<&Value>| {
        let mut details = error.details().cloned().unwrap_or_else(|| json!({}));
        if let Some(details) = details.as_object_mut() {
            details.entry("partial").or_insert_with(|| partial.cloned().unwrap_or_default());
            details.insert("response".to_owned(), json!(response));
            details.insert("usage".to_owned(), usage());
            if response.finish_reason == Some(FinishReason::Length) {
                details.insert("reason".to_owned(), "truncated".into());
            }
        }
        error.with_details(details)
    };
    let mut value = format.read(message).map_err(|e| explain(e, None))?;
    if value.is_null() && format.reads_list() && call.defaults.no_list_is_empty {
        value = json!([]);
    }
    if let Some(schema) = &form.config.schema {
        let checked = match call.known.as_ref().filter(|known| known.schema() == schema) {
            Some(known) => known.check(&value),
            None => Validator::new(schema).check(&value),
        };
        checked.map_err(|e| explain(e, Some(&value)))?;
    }
    Ok(Some(value))
}

/// Checks answers that stand in for tools against what the tools return.
///
/// # Errors
/// `INVALID_ARGUMENT` with every violation.
pub(super) fn responses(tools: &Tools, resume: &Resume) -> Result<()> {
    for answer in resume.respond.iter().flatten().filter_map(|p| p.as_tool_response()) {
        let Some(tool) = tools.get(&answer.name) else { continue };
        if let (Some(schema), Some(output)) = (tool.output_schema(), &answer.output) {
            Validator::new(schema).check(output)?;
        }
    }
    for restart in resume.restart.iter().flatten() {
        let Some(asked) = restart.as_tool_request() else { continue };
        if let (Some(tool), Some(_)) = (tools.get(&asked.name), restart.meta("replacedInput")) {
            tool.check_input(asked.input.as_ref().unwrap_or(&Value::Null))?;
        }
    }
    Ok(())
}
