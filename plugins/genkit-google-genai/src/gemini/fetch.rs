//! Media that Vertex AI does not fetch by itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use genkit::http::Download;
use genkit::{Ctx, Media, Message, Messages, PartKind, Result};

use crate::backend::Backend;

/// How much is fetched of one picture, sound or file.
const MOST: usize = 20 << 20;

/// Puts media from the web into the request itself. Videos of YouTube stay where they are: Google has them.
///
/// # Errors
/// What fetching fails with: `RESOURCE_EXHAUSTED` for more than 20 MiB, `PERMISSION_DENIED` for what is not public.
pub(super) async fn inline(messages: &mut Messages, backend: &Backend, ctx: &Ctx) -> Result<()> {
    let far = |media: &Media| media.url.starts_with("http") && !of_youtube(&media.url);
    let fetched = |message: &Message| message.content.iter().filter_map(|part| part.as_media()).any(far);
    for part in messages.changing(fetched).flat_map(|message| &mut message.content) {
        let PartKind::Media(media) = &mut part.kind else { continue };
        if !far(media) {
            continue;
        }
        let mut download = Download::new(media.url.clone()).at_most(MOST);
        if backend.private_media {
            download = download.allow_private();
        }
        let found = download.through(backend.endpoint.http(), ctx.ai()).await?;
        let kind = media.content_type.clone().or(found.content_type);
        let kind = kind.unwrap_or("application/octet-stream".to_owned());
        media.url = format!("data:{kind};base64,{}", STANDARD.encode(&found.bytes));
        media.content_type = Some(kind);
    }
    Ok(())
}

fn of_youtube(url: &str) -> bool {
    let host =
        url.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let known = ["youtube.com", "youtu.be"];
    known.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")))
}
