//! Log records, as the telemetry server takes them (OTLP in JSON).

use serde_json::{Value, json};

use crate::core::trace::{SpanId, TraceId};

/// What a program logged, and in which span.
#[derive(Debug)]
pub(super) struct LogRecord {
    pub(super) time_ms: f64,
    pub(super) level: tracing::Level,
    pub(super) body: String,
    pub(super) attributes: Vec<(&'static str, Value)>,
    pub(super) place: Option<(TraceId, SpanId)>,
}

impl LogRecord {
    #[cfg(test)]
    pub(super) fn bare(body: String) -> Self {
        Self { time_ms: 0.0, level: tracing::Level::INFO, body, attributes: Vec::new(), place: None }
    }

    pub(super) fn bytes(&self) -> usize {
        let text = |value: &Value| value.as_str().map_or(8, str::len);
        self.body.len() + self.attributes.iter().map(|(name, value)| name.len() + text(value)).sum::<usize>()
    }

    fn severity(&self) -> u8 {
        match self.level {
            tracing::Level::TRACE => 1,
            tracing::Level::DEBUG => 5,
            tracing::Level::INFO => 9,
            tracing::Level::WARN => 13,
            tracing::Level::ERROR => 17,
        }
    }

    fn to_json(&self) -> Value {
        let attribute = |(name, value): &(&'static str, Value)| {
            let value = match value {
                Value::Bool(v) => json!({"boolValue": v}),
                Value::Number(n) if n.is_f64() => json!({"doubleValue": n}),
                Value::Number(n) => json!({"intValue": n}),
                Value::String(text) => json!({"stringValue": text}),
                other => json!({"stringValue": other.to_string()}),
            };
            json!({"key": name, "value": value})
        };
        let mut told = json!({
            "timeUnixNano": format!("{:.0}000", self.time_ms * 1e3),
            "severityNumber": self.severity(),
            "severityText": self.level.as_str(),
            "body": {"stringValue": self.body},
            "attributes": self.attributes.iter().map(attribute).collect::<Vec<_>>(),
        });
        if let (Some((trace, span)), Some(told)) = (self.place, told.as_object_mut()) {
            told.insert("traceId".to_owned(), trace.to_string().into());
            told.insert("spanId".to_owned(), span.to_string().into());
        }
        told
    }
}

/// The body of a request that carries these records.
pub(super) fn request(records: &[LogRecord]) -> Value {
    let records: Vec<Value> = records.iter().map(LogRecord::to_json).collect();
    json!({"resourceLogs": [{
        "resource": {"attributes": [], "droppedAttributesCount": 0},
        "scopeLogs": [{"scope": {"name": "genkit-logger", "version": ""}, "logRecords": records}],
    }]})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_as_the_server_wants_it() {
        let record = LogRecord {
            time_ms: 1_795_341_130_654.25,
            attributes: vec![("who", "Ada".into()), ("n", 7.into()), ("ok", true.into())],
            ..LogRecord::bare("greeting someone".to_owned())
        };
        let told = &request(&[record])["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0];
        assert_eq!(told["timeUnixNano"], "1795341130654250000");
        assert_eq!(told["body"], json!({"stringValue": "greeting someone"}));
        assert_eq!(told["attributes"][1], json!({"key": "n", "value": {"intValue": 7}}));
        assert!(told.get("traceId").is_none());
    }
}
