//! Tools as the provider takes them, and calls of them as it gives them.

use genkit::schema::{Dialect, drop_nulls};
use genkit::{ToolDefinition, ToolNames};
use serde_json::{Map, Value, json};

use crate::speaker::Speaker;

/// The tools of a request.
#[derive(Default)]
pub(crate) struct Tools {
    /// Under which names they are told.
    pub(crate) names: ToolNames,
    /// Those whose calls the provider holds to their schema.
    strict: Vec<Strict>,
}

struct Strict {
    name: String,
    schema: Value,
    /// The schema in strict form.
    lowered: Value,
}

impl Tools {
    /// Calls are held to a schema where the tool (`strict` of its metadata), the request or else the provider wants it
    /// and the strict form of the schema can say it. Unless it is asked for, nothing of the schema may be lost.
    pub(crate) fn of(
        tools: Option<&[ToolDefinition]>,
        names: ToolNames,
        wish: Option<bool>,
        speaker: Speaker,
    ) -> Self {
        let strict = tools.into_iter().flatten().filter_map(|tool| {
            let own = tool.metadata.as_ref().and_then(|notes| notes.get("strict")?.as_bool()).or(wish);
            let schema = tool.input_schema.as_ref().filter(|_| own.unwrap_or_else(|| speaker.is_strict()))?;
            let lowered = Dialect::OpenAiStrict.lower(schema).ok()?;
            let open = lowered
                .weakened
                .iter()
                .any(|lost| lost.ends_with("/additionalProperties") || lost.ends_with("/patternProperties"));
            let kept = lowered.weakened.is_empty() || (own == Some(true) && !open);
            kept.then(|| Strict { name: tool.name.clone(), schema: schema.clone(), lowered: lowered.schema })
        });
        Self { names, strict: strict.collect() }
    }

    fn strict(&self, name: &str) -> Option<&Strict> {
        self.strict.iter().find(|tool| tool.name == name)
    }

    /// `{name, description?, parameters?, strict?}`.
    pub(crate) fn function(&self, tool: &ToolDefinition) -> Map<String, Value> {
        let mut function = Map::new();
        function.insert("name".to_owned(), ToolNames::sent(&tool.name).into());
        if !tool.description.is_empty() {
            function.insert("description".to_owned(), tool.description.clone().into());
        }
        if let Some(strict) = self.strict(&tool.name) {
            function.insert("parameters".to_owned(), strict.lowered.clone());
            function.insert("strict".to_owned(), true.into());
        } else if let Some(Value::Object(mut schema)) = tool.input_schema.clone() {
            schema.shift_remove("$schema");
            function.insert("parameters".to_owned(), schema.into());
        }
        function
    }

    /// The input of a call, without the nulls that the strict form made. What is no JSON goes on as it is: the tool's
    /// check refuses it, and the model is told.
    pub(crate) fn input(&self, name: &str, written: &str) -> Value {
        let Ok(mut input) = read(written) else { return written.into() };
        if let Some(strict) = self.strict(name) {
            drop_nulls(&strict.schema, &mut input);
        }
        input
    }
}

/// What is written of a call; nothing is an empty object.
pub(crate) fn read(written: &str) -> Result<Value, serde_json::Error> {
    if written.trim().is_empty() { Ok(json!({})) } else { serde_json::from_str(written) }
}
