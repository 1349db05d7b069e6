//! A form with a file, as bytes that are the same each time.

use genkit::http::Bytes;
use serde_json::Value;

#[derive(Default)]
pub(crate) struct Form(Vec<(String, Vec<u8>)>);

impl Form {
    pub(crate) fn field(&mut self, name: &str, value: &str) {
        self.0.push((format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n"), value.into()));
    }

    /// Lists as several fields, as OpenAI takes them.
    pub(crate) fn json(&mut self, name: &str, value: &Value) {
        match value {
            Value::Null => {}
            Value::String(text) => self.field(name, text),
            Value::Array(items) => items.iter().for_each(|item| self.json(&format!("{name}[]"), item)),
            other => self.field(name, &other.to_string()),
        }
    }

    pub(crate) fn file(&mut self, name: &str, filename: &str, kind: &str, bytes: &[u8]) {
        let head = format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{filename}\"\r\nContent-Type: {kind}\r\n\r\n"
        );
        self.0.push((head, bytes.to_vec()));
    }

    /// The type of the form, and its bytes.
    pub(crate) fn finish(self) -> (String, Bytes) {
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
