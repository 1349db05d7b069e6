//! Media that stands in its URL.

use super::Media;

/// What a `data:` URL holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataUrl<'a> {
    /// The MIME type that the URL names, without parameters; empty if it names none.
    pub content_type: &'a str,
    /// The data in base 64.
    pub base64: &'a str,
}

impl Media {
    /// What it holds, if all of it stands in the URL in base 64.
    ///
    /// ```
    /// use genkit::Part;
    /// let part = Part::media("image/png", "data:image/png;base64,iVBORw0KGgo=");
    /// let data = part.as_media().and_then(|media| media.data_url()).unwrap();
    /// assert_eq!((data.content_type, data.base64), ("image/png", "iVBORw0KGgo="));
    /// ```
    #[must_use]
    pub fn data_url(&self) -> Option<DataUrl<'_>> {
        let (head, base64) = self.url.strip_prefix("data:")?.split_once(',')?;
        let head = head.strip_suffix(";base64")?;
        Some(DataUrl { content_type: head.split(';').next().unwrap_or(head), base64 })
    }

    /// The MIME type: its own, or that of its `data:` URL.
    #[must_use]
    pub fn mime_type(&self) -> Option<&str> {
        let own = self.content_type.as_deref();
        own.or_else(|| self.data_url().map(|data| data.content_type)).filter(|kind| !kind.is_empty())
    }
}
