//! Files that are kept at the provider's for two days, so that requests need only name them.

mod upload;

use std::sync::Arc;
use std::time::Duration;

use genkit::http::Method;
use genkit::{Error, Genkit, Part, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::GoogleAi;
use crate::backend::{Backend, Call, Place};

/// The files of a key; see [`GoogleAi::files`].
#[derive(Clone, Debug)]
pub struct Files {
    ai: Genkit,
    backend: Arc<Backend>,
}

/// A file that is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct File {
    /// Its name: `files/abc`.
    pub name: String,
    /// The address by which requests name it.
    pub uri: String,
    /// Its MIME type.
    pub mime_type: String,
    /// `PROCESSING`, `ACTIVE` or `FAILED`.
    pub state: String,
    /// The name that was given to it.
    pub display_name: Option<String>,
    /// When it is forgotten, as RFC 3339.
    pub expiration_time: Option<String>,
    /// Why it cannot be used: `{"message": ..}`.
    pub error: Option<Value>,
}

impl File {
    /// The file as a part of a message.
    #[must_use]
    pub fn part(&self) -> Part {
        Part::media(&self.mime_type, &self.uri)
    }
}

impl GoogleAi {
    /// Files that requests may name, for example long videos.
    ///
    /// ```no_run
    /// # use genkit_google_genai::GoogleAi;
    /// # use genkit::{Genkit, Part};
    /// # async fn example(ai: &Genkit, google: &GoogleAi) -> genkit::Result<()> {
    /// let files = google.files(ai);
    /// let film = files.upload_file("video/mp4", "film.mp4").await?; // or `upload`, of bytes
    /// let film = files.ready(film).await?;
    /// let answer = ai.generate().prompt([film.part(), Part::text("What happens?")]).await?;
    /// # let _ = answer; Ok(()) }
    /// ```
    #[must_use]
    pub fn files(&self, ai: &Genkit) -> Files {
        Files { ai: ai.clone(), backend: self.0.clone() }
    }
}

impl Files {
    /// How a file stands, by its name.
    ///
    /// # Errors
    /// `NOT_FOUND` if it is not kept.
    pub async fn get(&self, name: &str) -> Result<File> {
        let request =
            self.backend.request(&self.ai, Method::GET, Place::Path(name), &Call::default()).await?;
        self.read(&self.backend.endpoint.http().json(&self.ai, request).await?)
    }

    /// Forgets a file, by its name.
    ///
    /// # Errors
    /// `NOT_FOUND` if it is not kept.
    pub async fn delete(&self, name: &str) -> Result<()> {
        let place = Place::Path(name);
        let request = self.backend.request(&self.ai, Method::DELETE, place, &Call::default()).await?;
        self.backend.endpoint.http().bytes(&self.ai, request).await.map(drop)
    }

    /// Waits until a file can be asked about: videos take a while.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if it cannot be used, `DEADLINE_EXCEEDED` after ten minutes.
    pub async fn ready(&self, mut file: File) -> Result<File> {
        for _ in 0..120 {
            match file.state.as_str() {
                "PROCESSING" => {}
                "FAILED" => {
                    let why = file.error.as_ref().and_then(|e| e.get("message")?.as_str());
                    let told =
                        format!("{} cannot be used: {}", file.name, why.unwrap_or("no reason is told"));
                    return Err(self.blame(Error::failed_precondition(told)));
                }
                _ => return Ok(file),
            }
            self.ai.env().sleep(Duration::from_secs(5)).await;
            file = self.get(&file.name).await?;
        }
        Err(self.blame(Error::deadline_exceeded(format!("{} is still being processed", file.name))))
    }

    fn read(&self, told: &Value) -> Result<File> {
        let file = File::deserialize(told).ok().filter(|file| !file.name.is_empty());
        file.ok_or_else(|| self.blame(Error::internal("the file has no name").with_details(told.clone())))
    }

    fn blame(&self, error: Error) -> Error {
        error.with_source(self.backend.plugin)
    }
}
