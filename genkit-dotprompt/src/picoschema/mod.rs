//! Picoschema: schemas in a few words, as JSON Schema.

mod compile;

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use crate::error::Result;
use crate::yaml::Node;

pub(crate) use compile::compile;

/// Knows schemas by name.
///
/// Closures, and maps from names to schemas, are resolvers.
pub trait SchemaResolver {
    /// The JSON Schema of that name.
    fn resolve(&self, name: &str) -> Option<Value>;
}

impl<F: Fn(&str) -> Option<Value>> SchemaResolver for F {
    fn resolve(&self, name: &str) -> Option<Value> {
        self(name)
    }
}

impl SchemaResolver for Map<String, Value> {
    fn resolve(&self, name: &str) -> Option<Value> {
        self.get(name).cloned()
    }
}

impl SchemaResolver for BTreeMap<String, Value> {
    fn resolve(&self, name: &str) -> Option<Value> {
        self.get(name).cloned()
    }
}

impl SchemaResolver for HashMap<String, Value> {
    fn resolve(&self, name: &str) -> Option<Value> {
        self.get(name).cloned()
    }
}

/// Where names are schemas.
///
/// ```
/// use genkit_dotprompt::{Schemas, picoschema};
/// use serde_json::json;
///
/// let error = picoschema(&json!("Dish"), Schemas::None).unwrap_err();
/// assert_eq!(error.message(), "Picoschema: unsupported scalar type 'Dish'.");
///
/// let schema = picoschema(&json!("Dish"), Schemas::Any)?;
/// assert_eq!(schema, Some(json!({})));
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[derive(Clone, Copy)]
pub enum Schemas<'a> {
    /// Nowhere: any name is an error.
    None,
    /// Not known yet, so any name will do and stands for any value. For checks before the program runs.
    Any,
    /// In there.
    From(&'a dyn SchemaResolver),
}

impl std::fmt::Debug for Schemas<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Schemas::None => "None",
            Schemas::Any => "Any",
            Schemas::From(_) => "From(..)",
        })
    }
}

impl Schemas<'_> {
    /// `Err` carries whether there was somebody to ask.
    fn find(self, name: &str) -> Result<Value, bool> {
        match self {
            Schemas::None => Err(false),
            Schemas::Any => Ok(json!({})),
            Schemas::From(resolver) => resolver.resolve(name).ok_or(true),
        }
    }
}

/// The JSON Schema for a schema in picoschema. What is JSON Schema already is left as it is; null is no schema.
///
/// ```
/// use genkit_dotprompt::{Schemas, picoschema};
/// use serde_json::json;
///
/// let schema = picoschema(&json!({"name": "string, of the dish", "price?": "number"}), Schemas::None)?;
/// assert_eq!(schema, Some(json!({
///     "type": "object",
///     "properties": {
///         "name": {"type": "string", "description": "of the dish"},
///         "price": {"type": ["number", "null"]},
///     },
///     "required": ["name"],
///     "additionalProperties": false,
/// })));
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
///
/// # Errors
/// If it is no picoschema, or names a schema that is not known.
pub fn picoschema(schema: &Value, schemas: Schemas<'_>) -> Result<Option<Value>> {
    compile(&Node::from_json(schema)?, schemas)
}
