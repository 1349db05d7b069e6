//! Forms with files.

use bytes::Bytes;

/// A form with fields and files (`multipart/form-data`), as bytes that are the same each time, so that recordings match.
///
/// ```
/// use genkit::http::{Form, HttpRequest};
/// let form = Form::new().field("purpose", "batch").file("file", "notes.txt", "text/plain", b"Tea is hot");
/// let request = HttpRequest::post("https://api.acme.example/v1/files").form(form);
/// assert!(request.headers["content-type"].to_str().unwrap().starts_with("multipart/form-data; boundary="));
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Form(Vec<(String, Vec<u8>)>);

impl Form {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with a field.
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.0.push((
            format!("Content-Disposition: form-data; name=\"{}\"\r\n\r\n", quoted(name)),
            value.into(),
        ));
        self
    }

    /// The same with a file.
    pub fn file(mut self, name: &str, filename: &str, content_type: &str, bytes: &[u8]) -> Self {
        let (name, filename) = (quoted(name), quoted(filename));
        let content_type = content_type.replace(['\r', '\n'], " ");
        let head = format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{filename}\"\r\nContent-Type: {content_type}\r\n\r\n"
        );
        self.0.push((head, bytes.to_vec()));
        self
    }

    /// The type of the form, and its bytes.
    pub(super) fn finish(self) -> (String, Bytes) {
        let mut boundary = "genkit-form-boundary".to_owned();
        let holds = |boundary: &str| {
            self.0
                .iter()
                .any(|(_, body)| body.windows(boundary.len()).any(|window| window == boundary.as_bytes()))
        };
        while holds(&boundary) {
            boundary.push('x');
        }
        let mut bytes = Vec::new();
        for (head, body) in &self.0 {
            bytes.extend_from_slice(format!("--{boundary}\r\n{head}").as_bytes());
            bytes.extend_from_slice(body);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={boundary}"), bytes.into())
    }
}

/// A name as browsers write it between quotes.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
