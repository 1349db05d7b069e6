//! Files that are kept at the provider's, so that requests need only name them.

use std::sync::Arc;

use genkit::http::{Bytes, Form, HttpRequest, Method};
use genkit::{Error, Genkit, Part, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::beta::FILES;
use crate::plugin::Provider;
use crate::{Anthropic, AnthropicDocument};

/// The files of a key; see [`Anthropic::files`].
#[derive(Clone, Debug)]
pub struct Files {
    ai: Genkit,
    provider: Arc<Provider>,
}

/// A file that is kept until it is deleted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct File {
    /// Its id: `file_011C...`.
    pub id: String,
    /// The name that was given to it.
    pub filename: String,
    /// Its MIME type.
    pub mime_type: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// When it was made, as RFC 3339.
    pub created_at: String,
    /// True for files that tools at the provider's made; only those can be read again.
    pub downloadable: Option<bool>,
}

impl File {
    /// The file as a part of a message: a picture or a document. [`AnthropicDocument::file`] is one that can be cited.
    #[must_use]
    pub fn part(&self) -> Part {
        if self.mime_type.starts_with("image/") {
            Part::media("anthropic/image", &self.id)
        } else {
            AnthropicDocument::file(&self.id).into()
        }
    }
}

impl Anthropic {
    /// Files that requests may name, for example long documents. Part of the provider's beta API.
    ///
    /// ```no_run
    /// # use genkit_anthropic::Anthropic;
    /// # use genkit::{Genkit, Part};
    /// # async fn example(ai: &Genkit, claude: &Anthropic, book: Vec<u8>) -> genkit::Result<()> {
    /// let book = claude.files(ai).upload("book.pdf", "application/pdf", book).await?;
    /// let answer = ai.generate().prompt([book.part(), Part::text("Who is the murderer?")]).await?;
    /// # let _ = answer; Ok(()) }
    /// ```
    #[must_use]
    pub fn files(&self, ai: &Genkit) -> Files {
        Files { ai: ai.clone(), provider: self.0.clone() }
    }
}

impl Files {
    /// Sends a file under this name.
    ///
    /// # Errors
    /// What the provider says; `FAILED_PRECONDITION` without a key.
    pub async fn upload(&self, filename: &str, mime_type: &str, data: impl Into<Bytes>) -> Result<File> {
        let form = Form::new().file("file", filename, mime_type, &data.into());
        self.read(self.request(Method::POST, "")?.form(form).once()).await
    }

    /// What is known of a file.
    ///
    /// # Errors
    /// `NOT_FOUND` if it is not kept.
    pub async fn get(&self, id: &str) -> Result<File> {
        self.read(self.request(Method::GET, &format!("/{id}"))?).await
    }

    /// All files, the newest first.
    ///
    /// # Errors
    /// What the provider says.
    pub async fn list(&self) -> Result<Vec<File>> {
        let (mut files, mut after) = (Vec::new(), None::<String>);
        loop {
            let page = after.as_ref().map(|id| format!("&after_id={id}")).unwrap_or_default();
            let request = self.request(Method::GET, &format!("?limit=1000{page}"))?;
            let answer = self.provider.endpoint.http().json(&self.ai, request).await?;
            let data = answer.get("data").and_then(Value::as_array).into_iter().flatten();
            files.extend(data.map(File::deserialize).collect::<Result<Vec<_>, _>>()?);
            let last = answer.get("last_id").and_then(Value::as_str).map(str::to_owned);
            if answer.get("has_more") != Some(&true.into()) || last.is_none() || last == after {
                return Ok(files);
            }
            after = last;
        }
    }

    /// What is in a file that a tool at the provider's made.
    ///
    /// # Errors
    /// What the provider says: files that were sent to it cannot be read again.
    pub async fn content(&self, id: &str) -> Result<Bytes> {
        let request = self.request(Method::GET, &format!("/{id}/content"))?;
        self.provider.endpoint.http().bytes(&self.ai, request).await
    }

    /// Forgets a file.
    ///
    /// # Errors
    /// `NOT_FOUND` if it is not kept.
    pub async fn delete(&self, id: &str) -> Result<()> {
        let request = self.request(Method::DELETE, &format!("/{id}"))?;
        self.provider.endpoint.http().bytes(&self.ai, request).await.map(drop)
    }

    fn request(&self, method: Method, path: &str) -> Result<HttpRequest> {
        let endpoint = &self.provider.endpoint;
        let request = HttpRequest::new(method, format!("{}/v1/files{path}", endpoint.base_url()));
        endpoint.signed(request, None, None)?.header("anthropic-beta", FILES)
    }

    async fn read(&self, request: HttpRequest) -> Result<File> {
        let told = self.provider.endpoint.http().json(&self.ai, request).await?;
        let file = File::deserialize(&told).ok().filter(|file| !file.id.is_empty());
        file.ok_or_else(|| Error::internal("the file has no id").with_details(told).with_source("anthropic"))
    }
}
