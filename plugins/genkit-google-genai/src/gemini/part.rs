//! Parts, there and back.

use genkit::{Error, Media, Part, PartKind, Result, ToolNames, ToolRequest, ToolResponse};
use serde_json::{Map, Value, json};

/// A part in the words of the API; `None` for what only another provider knows.
///
/// # Errors
/// `INVALID_ARGUMENT` for an answer of a tool without anything in it.
pub(crate) fn to_gemini(part: &Part, vertex: bool) -> Result<Option<Value>> {
    let mut sent = match &part.kind {
        PartKind::Text(text) => json!({"text": text}),
        PartKind::Data(data) => json!({"text": data.to_string()}),
        PartKind::Media(media) => media_part(media),
        PartKind::Reasoning(text) if text.is_empty() => json!({"thought": true}),
        PartKind::Reasoning(text) => json!({"thought": true, "text": text}),
        PartKind::ToolRequest(request) => call(request),
        PartKind::ToolResponse(response) => json!({"functionResponse": answer(response)?}),
        PartKind::Resource(resource) => {
            let kind = part.meta("mimeType").and_then(Value::as_str).unwrap_or("application/octet-stream");
            json!({"fileData": {"mimeType": kind, "fileUri": resource.uri}})
        }
        PartKind::Custom(custom) => match own(custom, vertex) {
            Some(own) => own,
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let Some(members) = sent.as_object_mut() else { return Ok(Some(sent)) };
    for (from, to) in [
        ("videoMetadata", "videoMetadata"),
        ("mediaResolution", "mediaResolution"),
        ("thoughtSignature", "thoughtSignature"),
    ] {
        let media = matches!(part.kind, PartKind::Media(_)) || from == "thoughtSignature";
        if let Some(value) = part.meta(from).filter(|_| media) {
            members.insert(to.to_owned(), value.clone());
        }
    }
    let notes = part.meta("metadata").filter(|m| m.as_object().is_some_and(|m| !m.is_empty()));
    if let Some(notes) = notes.filter(|_| !vertex) {
        members.insert("partMetadata".to_owned(), notes.clone());
    }
    Ok(Some(sent))
}

fn media_part(media: &Media) -> Value {
    if let Some(data) = media.data_url() {
        let kind = media.mime_type().unwrap_or("application/octet-stream");
        return json!({"inlineData": {"mimeType": kind, "data": data.base64}});
    }
    match &media.content_type {
        Some(kind) => json!({"fileData": {"fileUri": media.url, "mimeType": kind}}),
        None => json!({"fileData": {"fileUri": media.url}}),
    }
}

fn call(request: &ToolRequest) -> Value {
    let input = request.input.clone().filter(|input| !input.is_null()).unwrap_or_else(|| json!({}));
    let mut call = json!({"name": ToolNames::sent(&request.name), "args": input});
    if let (Some(call), Some(id)) = (call.as_object_mut(), id(request.reference.as_ref())) {
        call.insert("id".to_owned(), id);
    }
    json!({"functionCall": call})
}

fn id(reference: Option<&String>) -> Option<Value> {
    reference.filter(|id| !id.is_empty()).map(|id| id.as_str().into())
}

/// What a tool answered: its output, its words, and pictures and files beside them.
fn answer(response: &ToolResponse) -> Result<Value> {
    let name = ToolNames::sent(&response.name);
    let mut said = Map::from_iter([("name".to_owned(), name.as_ref().into())]);
    said.extend(response.output.clone().map(|output| ("content".to_owned(), output)));
    let (mut text, mut parts) = (String::new(), Vec::new());
    for part in response.content.iter().flatten() {
        match &part.kind {
            // The API takes only data beside an answer.
            PartKind::Media(media) if media.data_url().is_some() => parts.push(media_part(media)),
            PartKind::Media(media) => text.extend([media.url.as_str(), "\n"]),
            PartKind::Text(words) => text.push_str(words),
            PartKind::Data(data) => text.push_str(&data.to_string()),
            _ => {}
        }
    }
    if response.output.is_none() && response.content.is_none() {
        let told = format!("the answer of tool {} holds neither output nor content", response.name);
        return Err(Error::invalid_argument(told));
    }
    if !text.is_empty() {
        let member = if response.output.is_none() { "content" } else { "text" };
        said.insert(member.to_owned(), text.into());
    }
    let mut sent = Map::from_iter([("name".to_owned(), name.as_ref().into())]);
    sent.extend(id(response.reference.as_ref()).map(|id| ("id".to_owned(), id)));
    sent.insert("response".to_owned(), said.into());
    if !parts.is_empty() {
        sent.insert("parts".to_owned(), parts.into());
    }
    Ok(sent.into())
}

/// Parts that only Google knows: Genkit's name, the API's, and whether Vertex AI has it.
const OWN: [(&str, &str, bool); 4] = [
    ("executableCode", "executableCode", true),
    ("codeExecutionResult", "codeExecutionResult", true),
    ("geminiToolCall", "toolCall", false),
    ("geminiToolResponse", "toolResponse", false),
];

fn own(custom: &Map<String, Value>, vertex: bool) -> Option<Value> {
    let known = OWN.iter().filter(|(.., both)| *both || !vertex);
    known.filter_map(|(ours, sent, _)| Some(json!({*sent: custom.get(*ours)?}))).next()
}

/// A part as Genkit has it; `None` for one that says nothing.
pub(crate) fn from_gemini(part: &Value, names: &ToolNames) -> Option<Part> {
    let part = part.as_object()?;
    let text = |name: &str| part.get(name).and_then(Value::as_str);
    let kind = if part.get("thought").is_some_and(|t| t == &Value::Bool(true)) {
        PartKind::Reasoning(text("text").unwrap_or_default().to_owned())
    } else if let Some(text) = text("text") {
        PartKind::Text(text.to_owned())
    } else if let Some(data) = part.get("inlineData") {
        PartKind::Media(inline(data)?)
    } else if let Some(file) = part.get("fileData") {
        let member = |name: &str| file.get(name).and_then(Value::as_str).map(str::to_owned);
        PartKind::Media(Media { content_type: member("mimeType"), url: member("fileUri")? })
    } else if let Some(call) = part.get("functionCall") {
        PartKind::ToolRequest(called(call, names))
    } else if let Some(response) = part.get("functionResponse") {
        PartKind::ToolResponse(answered(response, names))
    } else if let Some((ours, sent, _)) = OWN.iter().find(|(_, sent, _)| part.contains_key(*sent)) {
        let value = part.get(*sent).cloned().unwrap_or_default();
        PartKind::Custom(Map::from_iter([((*ours).to_owned(), value)]))
    } else if part.contains_key("thoughtSignature") {
        PartKind::Reasoning(String::new())
    } else if part.is_empty() {
        return None;
    } else {
        // Newer than this plugin: handed on as it is.
        PartKind::Custom(part.clone())
    };
    let mut read = Part::from(kind);
    for (from, to) in [("thoughtSignature", "thoughtSignature"), ("partMetadata", "metadata")] {
        if let Some(value) = part.get(from) {
            read = read.with_metadata(to, value.clone());
        }
    }
    Some(read)
}

fn inline(data: &Value) -> Option<Media> {
    let kind = data.get("mimeType").and_then(Value::as_str).unwrap_or("application/octet-stream");
    let base64 = data.get("data").and_then(Value::as_str)?;
    Some(Media { content_type: Some(kind.to_owned()), url: format!("data:{kind};base64,{base64}") })
}

fn called(call: &Value, names: &ToolNames) -> ToolRequest {
    let name = call.get("name").and_then(Value::as_str).unwrap_or_default();
    // Without arguments the API leaves them out.
    let input = call.get("args").cloned().unwrap_or_else(|| json!({}));
    let mut request = ToolRequest::new(names.given(name), input);
    request.reference = call.get("id").and_then(Value::as_str).map(str::to_owned);
    request
}

fn answered(response: &Value, names: &ToolNames) -> ToolResponse {
    let name = response.get("name").and_then(Value::as_str).unwrap_or_default();
    let said = response.get("response").cloned().unwrap_or_default();
    let output = said.get("content").cloned().unwrap_or(said);
    let mut answered = ToolResponse::new(names.given(name), output);
    answered.reference = response.get("id").and_then(Value::as_str).map(str::to_owned);
    answered
}
