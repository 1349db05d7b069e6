//! Parts as JSON: one member tells the kind.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error as _;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::{Media, Part, PartKind, ResourceUri, ToolRequest, ToolResponse};

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1 + usize::from(self.metadata.is_some())))?;
        match &self.kind {
            PartKind::Text(text) => map.serialize_entry("text", text)?,
            PartKind::Media(media) => map.serialize_entry("media", media)?,
            PartKind::ToolRequest(request) => map.serialize_entry("toolRequest", request)?,
            PartKind::ToolResponse(response) => map.serialize_entry("toolResponse", response)?,
            PartKind::Data(Value::Null) if is_waiting(self) => {}
            PartKind::Data(data) => map.serialize_entry("data", data)?,
            PartKind::Custom(custom) => map.serialize_entry("custom", custom)?,
            PartKind::Reasoning(text) => map.serialize_entry("reasoning", text)?,
            PartKind::Resource(resource) => map.serialize_entry("resource", resource)?,
        }
        if let Some(metadata) = &self.metadata {
            map.serialize_entry("metadata", metadata)?;
        }
        map.end()
    }
}

/// True of a mark that something takes the place of later.
fn is_waiting(part: &Part) -> bool {
    part.meta("pending").is_some_and(|pending| *pending == Value::Bool(true))
}

/// Every member that a part may have; the last two tell `null` data from none.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    text: Option<String>,
    media: Option<Media>,
    tool_request: Option<ToolRequest>,
    tool_response: Option<ToolResponse>,
    custom: Option<Map<String, Value>>,
    reasoning: Option<String>,
    resource: Option<ResourceUri>,
    #[serde(default, deserialize_with = "there")]
    data: Option<Value>,
    metadata: Option<Box<Map<String, Value>>>,
}

fn there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let kinds = [
            wire.text.map(PartKind::Text),
            wire.media.map(PartKind::Media),
            wire.tool_request.map(PartKind::ToolRequest),
            wire.tool_response.map(PartKind::ToolResponse),
            wire.custom.map(PartKind::Custom),
            wire.reasoning.map(PartKind::Reasoning),
            wire.resource.map(PartKind::Resource),
            wire.data.map(PartKind::Data),
        ];
        let mut kinds = kinds.into_iter().flatten();
        let kind = match (kinds.next(), &wire.metadata) {
            (Some(kind), _) => kind,
            // A mark such as `{"metadata": {"pending": true}}`, which something takes the place of later.
            (None, Some(_)) => PartKind::Data(Value::Null),
            (None, None) => {
                return Err(D::Error::custom(
                    "a part has one of the members text, media, toolRequest, toolResponse, data, custom, reasoning, resource",
                ));
            }
        };
        if kinds.next().is_some() {
            return Err(D::Error::custom("a part has only one kind of content"));
        }
        Ok(Part { kind, metadata: wire.metadata })
    }
}

impl JsonSchema for Part {
    fn schema_name() -> Cow<'static, str> {
        "Part".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = json!({"type": "string"});
        let open = json!({"type": "object", "additionalProperties": true});
        let kind = |name: &str, schema: Value| {
            json!({
                "type": "object",
                "properties": {(name): schema, "metadata": open},
                "required": [name],
            })
        };
        let kinds = [
            kind("text", text.clone()),
            kind("media", generator.subschema_for::<Media>().into()),
            kind("toolRequest", generator.subschema_for::<ToolRequest>().into()),
            kind("toolResponse", tool_response(generator)),
            kind("data", json!({})),
            kind("custom", json!({"type": "object", "additionalProperties": true})),
            kind("reasoning", text),
            kind("resource", generator.subschema_for::<ResourceUri>().into()),
        ];
        schemars::json_schema!({"anyOf": kinds})
    }
}

/// Written out, since its content is parts again and schemas are inlined.
fn tool_response(_: &mut SchemaGenerator) -> Value {
    json!({
        "type": "object",
        "properties": {
            "ref": {"type": "string"},
            "name": {"type": "string"},
            "output": {},
            "content": {"type": "array", "items": {}},
        },
        "required": ["name"],
    })
}
