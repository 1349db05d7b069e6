//! Calls of tools, as the provider writes them piece by piece.

use genkit::json::JsonStream;
use genkit::schema::drop_nulls;
use genkit::{Part, ToolNames, ToolRequest};
use serde_json::{Value, json};

/// A call of a tool as the provider writes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Call {
    pub(crate) id: Option<String>,
    pub(crate) name: String,
    pub(crate) arguments: String,
}

/// What was last shown of a call that is still written.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Shown {
    input: JsonStream,
    next: usize,
}

impl Shown {
    /// The call so far, unless that was shown a moment ago: of long arguments each new thirty-second part is shown, so that
    /// showing them costs no more than a multiple of their length.
    pub(crate) fn show(&mut self, piece: &str, call: &Call, names: &ToolNames) -> Option<Part> {
        self.input.push(piece);
        let length = call.arguments.len();
        if length < self.next || call.name.is_empty() {
            return None;
        }
        self.next = length + (length / 32).max(1);
        let mut request = ToolRequest::new(names.given(&call.name), json!({}));
        request.reference = call.id.clone();
        request.input = Some(self.input.value().cloned().unwrap_or_else(|| json!({})));
        request.partial = Some(true);
        Some(request.into())
    }
}

/// JSON without the nulls that the strict form of its schema made.
pub(crate) fn without_nulls(text: String, schema: Option<&Value>) -> String {
    let Some(schema) = schema.filter(|_| text.contains("null")) else { return text };
    let Ok(mut value) = serde_json::from_str::<Value>(&text) else { return text };
    if drop_nulls(schema, &mut value) { value.to_string() } else { text }
}
