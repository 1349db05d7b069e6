//! What Google made and keeps at an address.

use genkit::http::{Download, Downloaded, HttpRequest};
use genkit::{Genkit, Media, Result};

use super::GoogleAi;
use crate::backend::Call;

impl GoogleAi {
    /// Fetches what a model made: a video of Veo stands at an address that is opened with the key. The key is sent to the
    /// plugin's own address only, wherever that leads to.
    ///
    /// ```no_run
    /// use genkit::{Genkit, ModelResponse, Result};
    /// use genkit_google_genai::GoogleAi;
    ///
    /// # async fn example(ai: &Genkit, google: &GoogleAi, done: ModelResponse) -> Result<()> {
    /// if let Some(video) = done.message.as_ref().and_then(|message| message.media()) {
    ///     let film = google.download(ai, video).await?;
    ///     std::fs::write("dragon.mp4", &film.bytes)?;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` without a key; `PERMISSION_DENIED` for what is elsewhere and not public; else what the
    /// provider says.
    pub async fn download(&self, ai: &Genkit, media: &Media) -> Result<Downloaded> {
        let (backend, call) = (&self.0, Call::default());
        let (base, _) = backend.google_ai_base(&call);
        let ours = media.url.strip_prefix(&base).is_some_and(|rest| rest.starts_with('/'));
        let download = if ours {
            Download::by(backend.with_key(HttpRequest::get(media.url.clone()), &call)?)
        } else {
            Download::new(media.url.clone())
        };
        download.through(backend.endpoint.http(), ai).await
    }
}
