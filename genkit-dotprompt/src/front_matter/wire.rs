//! Front matter as JSON, as Genkit's prompts have it in their metadata.

use serde_json::{Map, Value};

use super::{FrontMatter, Slot};
use crate::error::Result;
use crate::picoschema::Schemas;
use crate::yaml::Node;

impl FrontMatter {
    /// All known fields as JSON, schemas as they are written.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let written = |slot: &Slot| slot.schema.as_ref().map(Node::to_json);
        self.wire(written(&self.input), written(&self.output))
    }

    /// All known fields as JSON, schemas as JSON Schema.
    ///
    /// ```
    /// use genkit_dotprompt::{Prompt, Schemas};
    /// use serde_json::json;
    ///
    /// let prompt = Prompt::parse("---\noutput: {schema: string}\n---\nHi")?;
    /// let json = prompt.front_matter().resolve(Schemas::None)?;
    /// assert_eq!(json["output"], json!({"schema": {"type": "string"}}));
    /// # Ok::<(), genkit_dotprompt::Error>(())
    /// ```
    ///
    /// # Errors
    /// If a schema is no valid picoschema, or names a schema that is not known.
    pub fn resolve(&self, schemas: Schemas<'_>) -> Result<Value> {
        Ok(self.wire(self.input_schema(schemas)?, self.output_schema(schemas)?))
    }

    fn wire(&self, input: Option<Value>, output: Option<Value>) -> Value {
        let mut out = Map::new();
        let texts = [
            ("name", &self.name),
            ("variant", &self.variant),
            ("version", &self.version),
            ("description", &self.description),
            ("model", &self.model),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                out.insert(key.to_owned(), text.as_str().into());
            }
        }
        if self.raw.contains_key("tools") {
            out.insert("tools".to_owned(), self.tools.clone().into());
        }
        if self.raw.contains_key("toolDefs") {
            out.insert("toolDefs".to_owned(), self.tool_defs.clone().into());
        }
        for (key, slot, schema) in [("input", &self.input, input), ("output", &self.output, output)] {
            if self.raw.contains_key(key) {
                out.insert(key.to_owned(), slot.wire(schema));
            }
        }
        out.insert("config".to_owned(), self.config.clone().into());
        out.insert("ext".to_owned(), self.ext.clone().into());
        // Genkit reads the application's own metadata from `raw`; here it has always been empty.
        out.insert("metadata".to_owned(), Map::new().into());
        // Front matter that says nothing is still front matter.
        if self.root.position.is_some() || !self.raw.is_empty() {
            out.insert("raw".to_owned(), self.raw.clone().into());
        }
        Value::Object(out)
    }
}

impl Slot {
    fn wire(&self, schema: Option<Value>) -> Value {
        let mut out = self.fields.clone();
        if let Some(schema) = schema {
            out.insert("schema".to_owned(), schema);
        }
        Value::Object(out)
    }
}
