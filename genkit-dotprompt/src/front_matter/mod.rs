//! Front matter: what a prompt file says about itself.

mod read;
mod split;
mod wire;

use serde_json::{Map, Value};

use crate::error::Result;
use crate::picoschema::{Schemas, compile};
use crate::position::Position;
use crate::yaml::{self, Content, Node};

pub(crate) use read::KNOWN_KEYS;
pub(crate) use split::{Split, split};

/// The front matter of a prompt.
///
/// ```
/// use genkit_dotprompt::{Prompt, Schemas};
///
/// let prompt = Prompt::parse("---
/// model: googleai/gemini-2.5-flash
/// config: {temperature: 0.3}
/// input:
///   schema: {theme: string}
///   default: {theme: sea}
/// myapp.audience: chefs
/// ---
/// A dish for {{theme}}")?;
/// let front = prompt.front_matter();
/// assert_eq!(front.model.as_deref(), Some("googleai/gemini-2.5-flash"));
/// assert_eq!(front.config["temperature"], 0.3);
/// assert_eq!(front.ext["myapp"]["audience"], "chefs");
/// assert_eq!(front.input_schema(Schemas::None)?.unwrap()["required"][0], "theme");
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FrontMatter {
    /// The prompt's name, if it is not its file's.
    pub name: Option<String>,
    /// Which variant of the prompt this is.
    pub variant: Option<String>,
    /// The version of the prompt.
    pub version: Option<String>,
    /// What the prompt is for.
    pub description: Option<String>,
    /// The name of the model.
    pub model: Option<String>,
    /// The configuration of the model.
    pub config: Map<String, Value>,
    /// Names of tools.
    pub tools: Vec<String>,
    /// Definitions of tools that are nowhere registered.
    pub tool_defs: Vec<Value>,
    /// How the model may choose tools (`toolChoice`): `auto`, `required` or `none`.
    pub tool_choice: Option<String>,
    /// How often the model may call tools, one turn after the other (`maxTurns`).
    pub max_turns: Option<u32>,
    /// Whether tool requests are given to the caller instead of being answered (`returnToolRequests`).
    pub return_tool_requests: Option<bool>,
    /// Middleware (`use`).
    pub middleware: Vec<Middleware>,
    /// Free data of the application's own.
    pub metadata: Map<String, Value>,
    /// Fields with a dot in their key: `a.b.c: 1` is here as `{"a.b": {"c": 1}}`.
    pub ext: Map<String, Value>,
    /// All fields as they are written.
    pub raw: Map<String, Value>,
    input: Slot,
    output: Slot,
    root: Node,
}

/// One middleware that a prompt uses.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Middleware {
    /// Its name.
    pub name: String,
    /// Its configuration.
    pub config: Option<Value>,
}

/// `input` or `output`.
#[derive(Debug, Clone, Default, PartialEq)]
struct Slot {
    schema: Option<Node>,
    /// All but the schema.
    fields: Map<String, Value>,
}

impl FrontMatter {
    /// From the YAML that starts on that line of the file; without any it says nothing.
    pub(crate) fn parse(yaml: Option<(&str, u32)>) -> Result<Self> {
        read::read(match yaml {
            Some((text, first_line)) => yaml::load(text, first_line)?,
            None => Node::null(None),
        })
    }

    /// The same with fields of `overrides` in place of its own. `config` is merged, member by member; any other
    /// field is replaced as a whole.
    ///
    /// ```
    /// use genkit_dotprompt::Prompt;
    /// use serde_json::json;
    ///
    /// let prompt = Prompt::parse("---\nmodel: a\nconfig: {topK: 1}\n---\nHi")?;
    /// let front = prompt.front_matter().with(&json!({"model": "b", "config": {"topP": 0.5}}))?;
    /// assert_eq!(front.model.as_deref(), Some("b"));
    /// assert_eq!(front.config.len(), 2);
    /// # Ok::<(), genkit_dotprompt::Error>(())
    /// ```
    ///
    /// # Errors
    /// If a field has another shape than it needs.
    pub fn with(&self, overrides: &Value) -> Result<Self> {
        let mut root = self.root.clone();
        read::merge(&mut root, Node::from_json(overrides)?);
        read::read(root)
    }

    /// The values of variables that the input leaves out (`input.default`).
    #[must_use]
    pub fn input_default(&self) -> Option<&Map<String, Value>> {
        self.input.fields.get("default").and_then(Value::as_object)
    }

    /// The format of the output (`output.format`).
    #[must_use]
    pub fn output_format(&self) -> Option<&str> {
        self.output.fields.get("format").and_then(Value::as_str)
    }

    /// What `output` says besides its schema.
    #[must_use]
    pub fn output_fields(&self) -> &Map<String, Value> {
        &self.output.fields
    }

    /// The JSON Schema of the input.
    ///
    /// # Errors
    /// If it is no valid picoschema, or names a schema that is not known.
    pub fn input_schema(&self, schemas: Schemas<'_>) -> Result<Option<Value>> {
        self.input.schema(schemas)
    }

    /// The JSON Schema of the output.
    ///
    /// # Errors
    /// If it is no valid picoschema, or names a schema that is not known.
    pub fn output_schema(&self, schemas: Schemas<'_>) -> Result<Option<Value>> {
        self.output.schema(schemas)
    }

    /// Where a field stands in the file, by the keys and indices that lead to it.
    ///
    /// ```
    /// use genkit_dotprompt::Prompt;
    /// let prompt = Prompt::parse("---\ntools:\n  - search\n  - weather\n---\nHi")?;
    /// assert_eq!(prompt.front_matter().position(&["tools", "1"]).unwrap().to_string(), "4:5");
    /// # Ok::<(), genkit_dotprompt::Error>(())
    /// ```
    #[must_use]
    pub fn position(&self, path: &[&str]) -> Option<Position> {
        let mut node = &self.root;
        let mut position = node.position;
        for step in path {
            (node, position) = match &node.content {
                Content::Map(_) => node.entry(step).map(|entry| (&entry.value, entry.position))?,
                Content::List(items) => {
                    items.get(step.parse::<usize>().ok()?).map(|item| (item, item.position))?
                }
                Content::Scalar(..) => return None,
            };
        }
        position
    }

    /// Fields at the top, with their places.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&str, Option<Position>)> {
        let entries = match &self.root.content {
            Content::Map(entries) => entries.as_slice(),
            _ => &[],
        };
        entries.iter().map(|entry| (entry.key.as_str(), entry.position))
    }
}

impl Slot {
    fn schema(&self, schemas: Schemas<'_>) -> Result<Option<Value>> {
        self.schema.as_ref().map_or(Ok(None), |node| compile(node, schemas))
    }
}
