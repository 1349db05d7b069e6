//! An answer, whole or put together from pieces.

use genkit::{
    Error, FinishReason, Message, ModelRequest, ModelResponse, Part, RawConfig, Result, ToolNames,
    ToolRequest, Usage,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::usage;
use crate::ChatConfig;
use crate::call::{Call, without_nulls};
use crate::format::wants_json;
use crate::plugin::Provider;
use crate::tool::{self, Tools};

/// What of the request matters for reading the answer.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) tools: Tools,
    /// The stream may end without `[DONE]`.
    pub(super) without_done: bool,
    /// The schema that was sent in strict form, which makes `null` of what is left out.
    strict: Option<Value>,
}

impl Asked {
    pub(super) fn of(request: &ModelRequest<RawConfig<ChatConfig>>, provider: &Provider) -> Self {
        let speaker = provider.speaker;
        let output = request.output.as_ref().filter(|output| speaker.is_strict() && wants_json(output));
        let wish = request.config.typed.strict_tools;
        Self {
            tools: Tools::of(request.tools.as_deref(), ToolNames::of(request), wish, speaker),
            without_done: provider.without_done,
            strict: output.and_then(|output| output.schema.clone()),
        }
    }
}

/// An answer so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Answer {
    pub(super) reasoning: String,
    pub(super) text: String,
    pub(super) refusal: String,
    pub(super) calls: Vec<Call>,
    pub(super) finish: Option<String>,
    pub(super) usage: Option<Usage>,
    /// True if there was a choice at all.
    pub(super) spoke: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Whole {
    content: Option<Value>,
    reasoning_content: Option<String>,
    reasoning: Option<String>,
    refusal: Option<String>,
    tool_calls: Option<Vec<WholeCall>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WholeCall {
    id: Option<String>,
    function: WholeFunction,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WholeFunction {
    name: String,
    arguments: Value,
}

impl Answer {
    /// An answer in one piece.
    pub(super) fn whole(raw: &Value) -> Self {
        let mut answer =
            Answer { usage: raw.get("usage").filter(|u| u.is_object()).map(usage::read), ..Self::default() };
        let Some(choice) = raw.pointer("/choices/0") else { return answer };
        answer.spoke = true;
        answer.finish = choice.get("finish_reason").and_then(Value::as_str).map(str::to_owned);
        let message = choice.get("message").and_then(|m| Whole::deserialize(m).ok()).unwrap_or_default();
        answer.reasoning = message.reasoning_content.or(message.reasoning).unwrap_or_default();
        answer.refusal = message.refusal.unwrap_or_default();
        answer.text = message.content.as_ref().map(text_of).unwrap_or_default();
        answer.calls = message.tool_calls.into_iter().flatten().map(WholeCall::read).collect();
        answer
    }

    /// As the provider's last word.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` with the answer so far if the limit of tokens cut off a call of a tool.
    pub(super) fn response(self, asked: &Asked) -> Result<ModelResponse> {
        let cut = self.finish.as_deref() == Some("length");
        let broken = self.calls.iter().find(|call| cut && tool::read(&call.arguments).is_err());
        if let Some(call) = broken {
            let told = format!("the limit of tokens cut off the call of tool {}", call.name);
            let error = Error::invalid_argument(told).with_details(json!({"reason": "truncated"}));
            return Err(error.with_partial(&self.so_far(asked)));
        }
        let finish = match self.finish.as_deref() {
            _ if !self.refusal.is_empty() => FinishReason::Blocked,
            Some("stop" | "tool_calls" | "function_call" | "end_turn") => FinishReason::Stop,
            Some("length") => FinishReason::Length,
            Some("content_filter" | "sensitive") => FinishReason::Blocked,
            Some(_) => FinishReason::Other,
            None => FinishReason::Unknown,
        };
        let odd = self.finish.clone().filter(|_| finish == FinishReason::Other);
        let message = Some(self.refusal.clone()).filter(|refusal| !refusal.is_empty()).or(odd);
        let spoke = self.spoke;
        let mut response = self.so_far(asked);
        if spoke {
            response.finish_reason = Some(finish);
            response.finish_message = message;
        } else {
            response.message = None;
        }
        Ok(response)
    }

    /// What there is of it, where it broke off.
    pub(super) fn so_far(self, asked: &Asked) -> ModelResponse {
        let mut content = Vec::new();
        if !self.reasoning.is_empty() {
            content.push(Part::reasoning(self.reasoning));
        }
        if !self.text.is_empty() {
            content.push(Part::text(without_nulls(self.text, asked.strict.as_ref())));
        }
        content.extend(self.calls.into_iter().map(|call| {
            let name = asked.tools.names.given(&call.name);
            let input = asked.tools.input(&name, &call.arguments);
            let mut request = ToolRequest::new(name, input);
            request.reference = call.id;
            Part::from(request)
        }));
        let mut response = ModelResponse::default();
        response.message = Some(Message::model(content));
        response.usage = self.usage;
        response
    }
}

impl WholeCall {
    fn read(self) -> Call {
        let WholeFunction { name, arguments } = self.function;
        let arguments = match arguments {
            Value::Null => String::new(),
            Value::String(text) => text,
            // Some write the object itself.
            other => other.to_string(),
        };
        Call { id: self.id, name, arguments }
    }
}

/// Text, or the text of a list of parts.
pub(super) fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part.get("text")?.as_str()).collect(),
        _ => String::new(),
    }
}
