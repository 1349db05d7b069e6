//! What is written down of a span, and its form on the wire (Genkit's `SpanData`).

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use super::{SpanId, TraceId};

/// One span as it stands: complete once [`end_ms`](SpanRecord::end_ms) is there.
///
/// Serialises as Genkit's `SpanData`: times in milliseconds since 1970, attributes under their `genkit:` names.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SpanRecord {
    /// The trace it belongs to.
    pub trace_id: TraceId,
    /// Its own id.
    pub span_id: SpanId,
    /// The span above it; `None` for the root of a trace.
    pub parent_id: Option<SpanId>,
    /// The name shown: that of the action or step.
    pub name: String,
    /// When it began, in milliseconds since 1970.
    pub start_ms: f64,
    /// When it ended; `None` while it runs.
    pub end_ms: Option<f64>,
    /// The message of the error that it ended with, if it failed.
    pub error: Option<String>,
    pub(crate) attributes: Vec<(Cow<'static, str>, Value)>,
}

impl SpanRecord {
    /// One attribute, for example `genkit:input`.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Value> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }

    /// Every attribute, in the order it was set.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.attributes.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// The kind of span: the action's type for actions, otherwise `genkit:type` (`flowStep`, `util`, ..).
    #[must_use]
    pub fn kind(&self) -> &str {
        let text = |name| self.attribute(name).and_then(Value::as_str);
        text("genkit:metadata:subtype").or_else(|| text("genkit:type")).unwrap_or("")
    }

    /// True if it ended with an error.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.error.is_some()
    }

    pub(crate) fn set(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) {
        let (name, value) = (name.into(), value.into());
        match self.attributes.iter_mut().find(|(n, _)| *n == name) {
            Some((_, old)) => *old = value,
            None => self.attributes.push((name, value)),
        }
    }
}

struct Attributes<'a>(&'a SpanRecord);

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.attributes.len()))?;
        for (name, value) in self.0.attributes() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
struct Instrumentation {
    name: &'static str,
    version: &'static str,
}

impl Instrumentation {
    const GENKIT: Self = Self { name: "genkit-tracer", version: "v1" };
}

#[derive(serde::Serialize)]
struct Flag {
    value: bool,
}

#[derive(serde::Serialize)]
struct SpanStatus<'a> {
    code: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct TimeEvents<'a> {
    time_event: &'a [Value],
}

impl Serialize for SpanRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let error = self.error.as_deref();
        let status = SpanStatus { code: if error.is_some() { 2 } else { 0 }, message: error };
        let events = error.map(|message| {
            let annotation =
                json!({"attributes": {"exception.message": message}, "description": "exception"});
            json!({"time": self.end_ms.unwrap_or(self.start_ms), "annotation": annotation})
        });
        let mut out = serializer.serialize_struct("SpanData", 13)?;
        out.serialize_field("spanId", &self.span_id)?;
        out.serialize_field("traceId", &self.trace_id)?;
        match &self.parent_id {
            Some(parent) => out.serialize_field("parentSpanId", parent)?,
            None => out.skip_field("parentSpanId")?,
        }
        out.serialize_field("startTime", &self.start_ms)?;
        out.serialize_field("endTime", &self.end_ms.unwrap_or(0.0))?;
        out.serialize_field("attributes", &Attributes(self))?;
        out.serialize_field("displayName", &self.name)?;
        out.serialize_field("links", &[(); 0])?;
        out.serialize_field("instrumentationLibrary", &Instrumentation::GENKIT)?;
        out.serialize_field("spanKind", "INTERNAL")?;
        out.serialize_field("sameProcessAsParentSpan", &Flag { value: true })?;
        out.serialize_field("status", &status)?;
        out.serialize_field("timeEvents", &TimeEvents { time_event: events.as_slice() })?;
        out.end()
    }
}

/// Reads what [`SpanRecord`] writes, and what other languages' runtimes do.
impl<'de> Deserialize<'de> for SpanRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct SpanData {
            trace_id: TraceId,
            span_id: SpanId,
            parent_span_id: Option<SpanId>,
            display_name: String,
            start_time: f64,
            #[serde(default)]
            end_time: f64,
            #[serde(default)]
            attributes: Map<String, Value>,
            #[serde(default)]
            status: Option<Status>,
        }
        #[derive(Deserialize)]
        struct Status {
            code: u32,
            #[serde(default)]
            message: String,
        }
        let data = SpanData::deserialize(deserializer)?;
        Ok(Self {
            trace_id: data.trace_id,
            span_id: data.span_id,
            parent_id: data.parent_span_id,
            name: data.display_name,
            start_ms: data.start_time,
            end_ms: Some(data.end_time).filter(|end| *end > 0.0),
            error: data.status.filter(|status| status.code == 2).map(|status| status.message),
            attributes: data.attributes.into_iter().map(|(name, value)| (name.into(), value)).collect(),
        })
    }
}

/// Spans of one trace as Genkit's `TraceData`; name and times are told if the root span is among them.
///
/// ```
/// use genkit::{Genkit, trace};
/// # let _ = trace::trace_data(&[]);
/// ```
#[must_use]
pub fn trace_data(spans: &[SpanRecord]) -> Value {
    let Some(first) = spans.first() else { return json!({}) };
    let mut data = serde_json::Map::new();
    data.insert("traceId".to_owned(), first.trace_id.to_string().into());
    if let Some(root) = spans.iter().find(|s| s.parent_id.is_none()) {
        data.insert("displayName".to_owned(), root.name.clone().into());
        data.insert("startTime".to_owned(), root.start_ms.into());
        if let Some(end) = root.end_ms {
            data.insert("endTime".to_owned(), end.into());
        }
    }
    let spans = spans.iter().map(|s| (s.span_id.to_string(), serde_json::to_value(s).unwrap_or_default()));
    data.insert("spans".to_owned(), Value::Object(spans.collect()));
    Value::Object(data)
}
