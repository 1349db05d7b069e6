//! Keeps secrets out of what is shown or written down.

use http::HeaderMap;

use super::HttpRequest;

const BLANK: &str = "<redacted>";

/// Parameters of addresses that hold keys.
const PARAMETERS: [&str; 8] =
    ["key", "api_key", "api-key", "access_token", "token", "refresh_token", "client_secret", "assertion"];

/// Members of JSON that hold keys: what token servers give.
const MEMBERS: [&str; 3] = ["access_token", "refresh_token", "id_token"];

/// True for a header whose name tells that it holds a key.
pub(super) fn holds_secret(header: &str) -> bool {
    const MARKS: [&str; 6] = ["auth", "key", "cookie", "secret", "password", "credential"];
    let token = header.ends_with("token");
    token || MARKS.iter().any(|mark| header.contains(mark))
}

/// The secrets of one request, and how to blank them.
#[derive(Clone, Default)]
pub struct Redact(Vec<String>);

impl Redact {
    /// Those of this request: its sensitive headers.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let mut secrets = Vec::new();
        for value in request.headers.values().filter(|value| value.is_sensitive()) {
            let Ok(text) = value.to_str() else { continue };
            // `Bearer abc`: the key itself may be told without the word before it.
            let bare = text.split_once(' ').map_or(text, |(_, bare)| bare);
            secrets.extend([text, bare].into_iter().filter(|s| s.len() > 3).map(str::to_owned));
        }
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.dedup();
        Self(secrets)
    }

    /// Text without them, and without keys in the parameters of addresses.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.0 {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), BLANK);
            }
        }
        for parameter in PARAMETERS {
            for mark in ['?', '&'] {
                let ends = |c: char| matches!(c, '&' | '#' | '"' | '\'' | ')') || c.is_whitespace();
                text = blanked(text, &format!("{mark}{parameter}="), ends, |_| true);
            }
        }
        // `https://name:password@host`
        let ends = |c: char| matches!(c, '@' | '/' | '?' | '#' | '"') || c.is_whitespace();
        text = blanked(text, "://", ends, |rest| rest.starts_with('@'));
        text
    }

    /// JSON without them.
    #[must_use]
    pub fn json(&self, value: serde_json::Value) -> serde_json::Value {
        use serde_json::Value;
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.json(item)).collect(),
            Value::Object(members) => {
                let blank = |name: &str, value: &Value| MEMBERS.contains(&name) && value.is_string();
                let each = members.into_iter().map(|(name, value)| {
                    let value = if blank(&name, &value) { BLANK.into() } else { self.json(value) };
                    (name, value)
                });
                each.collect()
            }
            other => other,
        }
    }

    /// Headers as pairs of text, without those that are sensitive.
    #[must_use]
    pub fn headers(&self, headers: &HeaderMap) -> Vec<(String, String)> {
        let shown =
            headers.iter().filter(|(name, value)| !value.is_sensitive() && !holds_secret(name.as_str()));
        shown.filter_map(|(name, value)| Some((name.to_string(), self.text(value.to_str().ok()?)))).collect()
    }
}

/// The text with a blank for what follows each of these starts up to an end, where what comes then is as it must be.
fn blanked(text: String, start: &str, ends: impl Fn(char) -> bool, then: impl Fn(&str) -> bool) -> String {
    if !text.contains(start) {
        return text;
    }
    let mut pieces = text.split(start);
    let mut told = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let at = piece.find(&ends).unwrap_or(piece.len());
        let (secret, rest) = piece.split_at(at);
        told.extend([start, if then(rest) && !secret.is_empty() { BLANK } else { secret }, rest]);
    }
    told
}

impl std::fmt::Debug for Redact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redact({} secrets)", self.0.len())
    }
}
