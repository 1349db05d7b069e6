//! Documents that an answer can cite.

use genkit::{Part, PartKind};
use serde_json::{Map, Value, json};

/// A document to answer from, which the answer can cite. As a part it is
/// `{"custom": {"anthropicDocument": {"source", "title", "context", "citations"}}}`, as in Genkit.
///
/// What is cited stands in the metadata of the answer's text, under `citations`.
///
/// ```
/// use genkit::Part;
/// use genkit_anthropic::AnthropicDocument;
/// let part: Part = AnthropicDocument::text("Grass is green.").title("Facts").citations().into();
/// # let _ = part;
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a document does nothing until it is part of a message"]
pub struct AnthropicDocument(Map<String, Value>);

impl AnthropicDocument {
    fn new(source: Value) -> Self {
        Self(Map::from_iter([("source".to_owned(), source)]))
    }

    /// Plain text; citations name characters.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(json!({"type": "text", "data": text.into()}))
    }

    /// A PDF in base 64; citations name pages.
    pub fn pdf(base64: impl Into<String>) -> Self {
        Self::new(json!({"type": "base64", "mediaType": "application/pdf", "data": base64.into()}))
    }

    /// A PDF at this address.
    pub fn url(url: impl Into<String>) -> Self {
        Self::new(json!({"type": "url", "url": url.into()}))
    }

    /// A file that was given to the provider before, by its id.
    pub fn file(id: impl Into<String>) -> Self {
        Self::new(json!({"type": "file", "fileId": id.into()}))
    }

    /// Blocks of text; citations name blocks.
    pub fn blocks<T: Into<String>>(blocks: impl IntoIterator<Item = T>) -> Self {
        let blocks: Vec<Value> =
            blocks.into_iter().map(|text| json!({"type": "text", "text": text.into()})).collect();
        Self::new(json!({"type": "content", "content": blocks}))
    }

    fn with(mut self, name: &str, value: Value) -> Self {
        self.0.insert(name.to_owned(), value);
        self
    }

    /// Its title, which the model sees and citations bear.
    pub fn title(self, title: impl Into<String>) -> Self {
        self.with("title", title.into().into())
    }

    /// What the model shall know of it, and not cite.
    pub fn context(self, context: impl Into<String>) -> Self {
        self.with("context", context.into().into())
    }

    /// The answer shall cite it.
    pub fn citations(self) -> Self {
        self.with("citations", json!({"enabled": true}))
    }
}

impl From<AnthropicDocument> for Part {
    fn from(document: AnthropicDocument) -> Self {
        PartKind::Custom(Map::from_iter([("anthropicDocument".to_owned(), document.0.into())])).into()
    }
}
