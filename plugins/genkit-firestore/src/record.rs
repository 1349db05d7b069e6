//! A record as a document has it.

use std::time::Duration;

use genkit::{Error, Result, Status, StoreKey, Stored};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A document that was read; `token` and `json` only where they were asked for.
pub(crate) struct Document {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) version: u64,
    /// Who wrote it.
    pub(crate) token: String,
    /// When its life ends, in microseconds since 1970.
    expires: Option<u64>,
    json: String,
    /// How many more documents have the rest of it.
    pub(crate) parts: usize,
    /// By which a write says what it was made of.
    pub(crate) updated: String,
}

impl Document {
    pub(crate) fn read(document: &Value) -> Result<Self> {
        let member = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let field = |name: &str, kind: &str| {
            let value = document.get("fields")?.get(name)?.get(kind)?;
            value.as_str().map(str::to_owned)
        };
        let name = member("name");
        let version = field("version", "integerValue").and_then(|version| version.parse().ok());
        Ok(Self {
            version: version.ok_or_else(|| unreadable(&name))?,
            id: field("id", "stringValue").unwrap_or_default(),
            token: field("token", "stringValue").unwrap_or_default(),
            expires: field("expires", "timestampValue").map(|time| micros(&time)).transpose()?,
            json: field("json", "stringValue").unwrap_or_default(),
            parts: field("parts", "integerValue").and_then(|parts| parts.parse().ok()).unwrap_or_default(),
            updated: member("updateTime"),
            name,
        })
    }

    pub(crate) fn lives(&self, now: u64) -> bool {
        self.expires.is_none_or(|expires| expires > now)
    }

    /// The record, with the rest of its value.
    pub(crate) fn stored(mut self, key: &StoreKey, rest: &[String]) -> Result<Stored> {
        if self.id != key.id {
            return Err(unreadable(&self.name));
        }
        rest.iter().for_each(|piece| self.json.push_str(piece));
        let value = serde_json::from_str(&self.json).map_err(|e| unreadable(&self.name).with_cause(e))?;
        Ok(Stored { version: self.version, value })
    }
}

/// A text as a field has it.
pub(crate) fn text(text: &str) -> Value {
    json!({"stringValue": text})
}

/// The fields of a record that is to be written, whose value is in these pieces.
pub(crate) fn fields(
    key: &StoreKey,
    version: u64,
    token: &str,
    pieces: &[&str],
    expires: Option<&Value>,
) -> Value {
    let mut fields = json!({
        "id": text(&key.id),
        "version": {"integerValue": version.to_string()},
        "token": text(token),
        "json": text(pieces.first().copied().unwrap_or_default()),
        "parts": {"integerValue": pieces.len().saturating_sub(1).to_string()},
    });
    if let (Some(expires), Some(fields)) = (expires, fields.as_object_mut()) {
        fields.insert("expires".to_owned(), expires.clone());
    }
    fields
}

/// The moment so long after another; none where that is further than Firestore's times go.
pub(crate) fn after(now: u64, lives: Option<Duration>) -> Option<Value> {
    let till = i128::from(now) + i128::try_from(lives?.as_micros()).ok()?;
    let time = OffsetDateTime::from_unix_timestamp_nanos(till.checked_mul(1000)?).ok()?;
    Some(json!({"timestampValue": time.format(&Rfc3339).ok()?}))
}

/// A time as Firestore writes it, in microseconds since 1970.
pub(crate) fn micros(time: &str) -> Result<u64> {
    let read = OffsetDateTime::parse(time, &Rfc3339);
    let nanos =
        read.map_err(|e| Error::internal("Firestore's answer has a time that is none").with_cause(e))?;
    Ok(u64::try_from(nanos.unix_timestamp_nanos() / 1000).unwrap_or_default())
}

#[cold]
fn unreadable(name: &str) -> Error {
    let message = format!("the document {name} is not the record that belongs there");
    Error::new(Status::DataLoss, message).with_source("firestore")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{after, micros};

    #[test]
    fn times_come_back_as_they_were() {
        let now = micros("2026-11-22T20:54:19.846792Z").unwrap();
        assert_eq!(now, 1_795_380_859_846_792);
        let till = after(now, Some(Duration::from_millis(1500))).unwrap();
        assert_eq!(till["timestampValue"], "2026-11-22T20:54:21.346792Z");
        assert_eq!(after(now, Some(Duration::MAX)), None);
    }
}
