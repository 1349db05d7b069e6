//! Answering an interrupted message: every request of it gets an answer, is run again, or is refused.

use std::borrow::Cow;

use serde_json::Value;

use super::round::{KEPT, Round, ToolOutcome};
use super::seal::Sealer;
use super::state::{GenerateState, Limits, Names};
use super::wire::Resume;
use crate::ai::message::{Message, Role};
use crate::ai::model::{ModelRequest, ModelResponse};
use crate::ai::part::{Part, PartKind, ToolRequest, ToolResponse};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result, Status};

/// The state of a call that goes on after interrupts, and the requests that run again in place of the first ones.
pub(super) struct Resumed {
    pub(super) state: GenerateState,
    pub(super) restarts: Vec<(usize, Part)>,
}

/// Builds the state in which the interrupted message is answered.
///
/// # Errors
/// `FAILED_PRECONDITION` if the last message waits for nothing; `INVALID_ARGUMENT` if a request is left without an
/// answer or an answer belongs to no request; `PERMISSION_DENIED` if a seal is missing, broken, expired or used.
pub(super) async fn resume(
    names: Names,
    request: ModelRequest,
    limits: Limits,
    resume: Resume,
    sealer: &Sealer,
    ctx: &Ctx,
) -> Result<Resumed> {
    let message = request.messages.last().filter(|m| m.role == Role::Model && m.tool_requests().count() > 0);
    let message = message.cloned().ok_or_else(|| {
        Error::public(
            Status::FailedPrecondition,
            "Cannot 'resume' generation unless the previous message is a model message with at least one tool request.",
        )
    })?;
    let responds = resume.respond.unwrap_or_default();
    let again = resume.restart.unwrap_or_default();
    for answer in responds.iter().chain(&again) {
        belongs(answer, &message)?;
    }
    let mut outcomes = Vec::new();
    let mut restarts = Vec::new();
    for part in message.content.iter().filter(|p| p.as_tool_request().is_some()) {
        let Some(asked) = part.as_tool_request() else { continue };
        if let Some(outcome) = kept(part, asked) {
            outcomes.push(Some(outcome));
        } else if let Some(answer) = responds.iter().find(|a| answers(a, asked)) {
            outcomes.push(Some(ToolOutcome::Answered(answer.clone())));
        } else if let Some(restart) = again.iter().find(|a| restarts_of(a, asked)) {
            let mut restart = restart.clone();
            if sealer.is_on() {
                unchanged(&restart, asked)?;
                of_this_run(&mut restart, part)?;
            }
            restarts.push((outcomes.len(), restart));
            outcomes.push(None);
        } else {
            let reference = asked.reference.as_ref().map(|r| format!("#{r}")).unwrap_or_default();
            return Err(wrong(format!(
                "Unresolved tool request '{}{reference}' was not handled by the 'resume' argument. You must supply \
                 replies or restarts for all interrupted tool requests.'",
                asked.name
            )));
        }
    }
    let before = request.messages.range(0..request.messages.len() - 1);
    sealer.open(&message, before, ctx).await?;
    let resumed = resume.metadata.map_or(Value::Bool(true), Value::Object);
    let response = ModelResponse { message: Some(message), ..ModelResponse::default() };
    let round = Round { response, outcomes, resumed: Some(resumed) };
    Ok(Resumed { state: GenerateState::resumed(names, request, limits, round), restarts })
}

/// An answer that came before the interrupt.
fn kept(part: &Part, asked: &ToolRequest) -> Option<ToolOutcome> {
    let output = part.meta("pendingOutput")?.clone();
    let content = part.meta("pendingContent").and_then(|c| serde_json::from_value(c.clone()).ok());
    let reference = asked.reference.clone();
    let mut answer =
        Part::from(ToolResponse { name: asked.name.clone(), reference, output: Some(output), content });
    let beside =
        part.metadata.iter().flat_map(|m| m.iter()).filter(|(name, _)| !KEPT.contains(&name.as_str()));
    let of_answer = part.meta("pendingMetadata").and_then(Value::as_object).into_iter().flatten();
    for (name, value) in beside.chain(of_answer) {
        answer = answer.with_metadata(name, value.clone());
    }
    Some(ToolOutcome::Answered(answer.with_metadata("source", "pending")))
}

fn answers(answer: &Part, asked: &ToolRequest) -> bool {
    answer.as_tool_response().is_some_and(|a| a.name == asked.name && a.reference == asked.reference)
}

fn restarts_of(restart: &Part, asked: &ToolRequest) -> bool {
    restart.as_tool_request().is_some_and(|r| r.name == asked.name && r.reference == asked.reference)
}

/// Refuses an answer to what was never asked.
fn belongs(answer: &Part, message: &Message) -> Result<()> {
    let known = message.tool_requests().any(|asked| answers(answer, asked) || restarts_of(answer, asked));
    if known {
        return Ok(());
    }
    let (what, name, reference) = match &answer.kind {
        PartKind::ToolResponse(a) => ("respond", &a.name, &a.reference),
        PartKind::ToolRequest(r) => ("restart", &r.name, &r.reference),
        _ => return Err(wrong("'resume' takes tool responses and tool requests only")),
    };
    let reference = reference.as_ref().map(|r| format!(" (ref: {r})")).unwrap_or_default();
    Err(wrong(format!(
        "resume.{what} references tool '{name}'{reference} which was not found in the last message"
    )))
}

/// For all to see: whoever sent the answer is the one to know.
fn wrong(message: impl Into<Cow<'static, str>>) -> Error {
    Error::public(Status::InvalidArgument, message)
}

/// A changed input must be declared as such.
fn unchanged(restart: &Part, asked: &ToolRequest) -> Result<()> {
    let same = restart.as_tool_request().is_some_and(|r| r.input == asked.input);
    let declared = restart.meta("replacedInput") == Some(asked.input.as_ref().unwrap_or(&Value::Null));
    if same || declared {
        return Ok(());
    }
    Err(wrong(format!(
        "resume.restart for tool '{}' has another input than the interrupted request; declare a changed input with \
         `replace_input`",
        asked.name
    )))
}

/// A restart answers the very interrupt that it was made of; what that said is taken from the sealed message.
fn of_this_run(restart: &mut Part, asked: &Part) -> Result<()> {
    if restart.meta("seal") != asked.meta("seal") {
        let name = asked.as_tool_request().map(|r| r.name.as_str()).unwrap_or_default();
        let message = format!(
            "resume.restart for tool '{name}' was not made of this interrupt: its seal is missing or another's"
        );
        return Err(Error::public(Status::PermissionDenied, message));
    }
    let sealed = asked.meta("interrupt").cloned().unwrap_or_default();
    restart.metadata.get_or_insert_default().insert("interrupt".to_owned(), sealed);
    Ok(())
}
