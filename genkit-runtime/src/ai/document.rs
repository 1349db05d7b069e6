//! Documents: what is embedded, stored, found and ranked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::embed::Embedding;
use super::message::IntoContent;
use super::part::{Media, Part};

/// A document: parts, and what is known of them.
///
/// ```
/// use genkit::Document;
/// let document = Document::text("Fish is fresh on Fridays").with_metadata("ref", "menu");
/// assert_eq!(document.to_text(), "Fish is fresh on Fridays");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// What it holds.
    pub content: Vec<Part>,
    /// What is known of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

impl Document {
    /// A document of these parts.
    #[must_use]
    pub fn new(content: impl IntoContent) -> Self {
        Self { content: content.into_content(), metadata: None }
    }

    /// A document of text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(Part::text(text))
    }

    /// The same with one more entry of metadata.
    #[must_use]
    pub fn with_metadata(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.metadata.get_or_insert_default().insert(name.into(), value.into());
        self
    }

    /// The text of its text parts, joined.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.content.iter().filter_map(Part::as_text).collect()
    }

    /// Its media.
    pub fn media(&self) -> impl Iterator<Item = &Media> {
        self.content.iter().filter_map(Part::as_media)
    }

    /// A document for each of its vectors, as stores keep them: what is known of the vector stands in the metadata
    /// under `embedMetadata`.
    ///
    /// ```
    /// use genkit::{Document, Embedding};
    /// let film = Document::text("a film");
    /// let scenes = [0, 10].map(|second| Embedding::new(vec![0.5]).with_metadata("startSecond", second));
    /// let kept = film.embedding_documents(&scenes);
    /// assert_eq!(kept[1].meta("embedMetadata").unwrap()["startSecond"], 10);
    /// ```
    #[doc(alias = "getEmbeddingDocuments")]
    #[must_use]
    pub fn embedding_documents(&self, embeddings: &[Embedding]) -> Vec<Document> {
        let kept = |embedding: &Embedding| match &embedding.metadata {
            Some(metadata) => self.clone().with_metadata("embedMetadata", metadata.clone()),
            None => self.clone(),
        };
        embeddings.iter().map(kept).collect()
    }

    /// One entry of the metadata.
    #[must_use]
    pub fn meta(&self, name: &str) -> Option<&Value> {
        self.metadata.as_ref()?.get(name)
    }
}

impl From<&str> for Document {
    fn from(text: &str) -> Self {
        Document::text(text)
    }
}

impl From<String> for Document {
    fn from(text: String) -> Self {
        Document::text(text)
    }
}
