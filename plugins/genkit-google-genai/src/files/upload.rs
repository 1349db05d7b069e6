//! Sending a file: begun, then piece by piece, from where the other side stands if one is lost.

use std::path::Path;
use std::time::Duration;

use genkit::http::{Bytes, HttpRequest, HttpResponse};
use genkit::{Error, Result, Status};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;

use super::{File, Files};
use crate::backend::Call;

/// So much is sent, and held in memory, at once.
const PIECE: usize = 8 << 20;
/// So often in a row a piece is tried again.
const TRIES: u32 = 3;

/// Where pieces come from.
enum Source {
    Memory(Bytes),
    Disk(tokio::fs::File),
}

impl Source {
    async fn piece(&mut self, length: usize) -> Result<Bytes> {
        match self {
            Self::Memory(data) => Ok(data.split_to(length.min(data.len()))),
            Self::Disk(file) => {
                let mut piece = Vec::with_capacity(length);
                let most = u64::try_from(length).unwrap_or(u64::MAX);
                file.take(most).read_to_end(&mut piece).await.map_err(|e| unread(&e))?;
                if piece.len() < length {
                    return Err(Error::aborted("the file became shorter while it was sent"));
                }
                Ok(piece.into())
            }
        }
    }
}

#[cold]
fn unread(error: &std::io::Error) -> Error {
    Error::not_found(format!("the file cannot be read: {error}"))
}

impl Files {
    /// Sends a file. It may be asked about once it is [`ready`](Self::ready).
    ///
    /// # Errors
    /// What the provider says.
    pub async fn upload(&self, mime_type: &str, data: impl Into<Bytes>) -> Result<File> {
        let data = data.into();
        let length = data.len() as u64;
        self.send(mime_type, json!({}), length, Source::Memory(data)).await
    }

    /// Sends a file from the disk, of which only a few megabytes are in memory at a time.
    ///
    /// # Errors
    /// `NOT_FOUND` if it cannot be read; what the provider says.
    pub async fn upload_file(&self, mime_type: &str, path: impl AsRef<Path>) -> Result<File> {
        let path = path.as_ref();
        let file = tokio::fs::File::open(path).await.map_err(|e| unread(&e))?;
        let length = file.metadata().await.map_err(|e| unread(&e))?.len();
        let name = path.file_name().map(|name| name.to_string_lossy());
        self.send(mime_type, json!({"displayName": name}), length, Source::Disk(file)).await
    }

    async fn send(&self, mime_type: &str, about: Value, length: u64, mut source: Source) -> Result<File> {
        let place = self.begin(mime_type, about, length).await?;
        let mut sent = 0;
        loop {
            let left = usize::try_from(length - sent).unwrap_or(usize::MAX);
            let piece = source.piece(left.min(PIECE)).await.map_err(|e| self.blame(e))?;
            let end = sent + piece.len() as u64;
            let answer = self.piece(&place, sent, piece, end == length).await?;
            if end == length {
                let told = answer.body.bytes().await.map_err(|e| self.blame(e))?;
                let told: Value = serde_json::from_slice(&told)?;
                return self.read(told.get("file").unwrap_or(&told));
            }
            sent = end;
        }
    }

    /// Gives the address that the pieces are sent to.
    async fn begin(&self, mime_type: &str, about: Value, length: u64) -> Result<String> {
        let call = Call::default();
        let (base, version) = self.backend.google_ai_base(&call);
        let request = HttpRequest::post(format!("{base}/upload/{version}/files"));
        let request = self.backend.with_key(request, &call)?.json(&json!({"file": about}))?;
        let request = request
            .header("x-goog-upload-protocol", "resumable")?
            .header("x-goog-upload-command", "start")?
            .header("x-goog-upload-header-content-length", &length.to_string())?
            .header("x-goog-upload-header-content-type", mime_type)?;
        let begun = self.backend.endpoint.http().send(&self.ai, request).await?;
        let place = begun.header("x-goog-upload-url").map(str::to_owned);
        place.ok_or_else(|| self.blame(Error::internal("no address to send the file to")))
    }

    /// Sends a piece; what of it is lost on the way is sent again.
    async fn piece(&self, place: &str, mut from: u64, mut piece: Bytes, last: bool) -> Result<HttpResponse> {
        let command = if last { "upload, finalize" } else { "upload" };
        let mut tries = 0;
        loop {
            let request = HttpRequest::post(place)
                .body("application/octet-stream", piece.clone())
                .header("x-goog-upload-offset", &from.to_string())?
                .header("x-goog-upload-command", command)?
                .once();
            let error = match self.backend.endpoint.http().send(&self.ai, request).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            tries += 1;
            if tries > TRIES || ![Status::Unavailable, Status::DeadlineExceeded].contains(&error.status()) {
                return Err(error);
            }
            self.ai.env().sleep(Duration::from_secs(tries.into())).await;
            let stands = HttpRequest::post(place).header("x-goog-upload-command", "query")?;
            let Ok(stands) = self.backend.endpoint.http().send(&self.ai, stands).await else { continue };
            let arrived =
                stands.header("x-goog-upload-size-received").and_then(|size| size.parse::<u64>().ok());
            let more = arrived.and_then(|arrived| usize::try_from(arrived.checked_sub(from)?).ok());
            // All of it arrived, and only the answer was lost.
            if stands.header("x-goog-upload-status") == Some("final") || (more == Some(piece.len()) && !last)
            {
                return Ok(stands);
            }
            let more = more.unwrap_or_default().min(piece.len());
            piece = piece.slice(more..);
            from += more as u64;
        }
    }
}
