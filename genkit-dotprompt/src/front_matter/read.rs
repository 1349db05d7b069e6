//! From YAML to the fields of front matter, with an error for each that has another shape than it needs.

use serde_json::{Map, Value};

use super::{FrontMatter, Middleware, Slot};
use crate::error::{ErrorKind, Result};
use crate::yaml::{Content, Entry, Node, to_map};

/// The fields that mean something to Genkit.
pub(crate) const KNOWN_KEYS: [&str; 16] = [
    "config",
    "description",
    "ext",
    "input",
    "maxTurns",
    "metadata",
    "model",
    "name",
    "output",
    "returnToolRequests",
    "toolChoice",
    "toolDefs",
    "tools",
    "use",
    "variant",
    "version",
];

/// An empty document is front matter that says nothing.
pub(super) fn read(mut root: Node) -> Result<FrontMatter> {
    if root.is_null() {
        root.content = Content::Map(Vec::new());
    }
    let Content::Map(entries) = &root.content else {
        return Err(root.error(ErrorKind::FrontMatter, "front matter must be `key: value` lines"));
    };
    let fields = Fields { root: &root };
    let (input, output) = (fields.slot("input")?, fields.slot("output")?);
    if let Some(default) = root.get("input").and_then(|input| input.get("default"))
        && !default.is_null()
        && !matches!(default.content, Content::Map(_))
    {
        return Err(wrong(default, "input.default", "a map"));
    }
    if let Some(format) = root.get("output").and_then(|output| output.get("format")) {
        text(format, "output.format")?;
    }
    Ok(FrontMatter {
        name: fields.text("name")?,
        variant: fields.text("variant")?,
        version: fields.text("version")?,
        description: fields.text("description")?,
        model: fields.text("model")?,
        config: fields.map("config")?,
        tools: fields.list("tools", |node| text(node, "a tool"))?,
        tool_defs: fields.list("toolDefs", |node| Ok(node.to_json()))?,
        tool_choice: fields.text("toolChoice")?,
        max_turns: fields.count("maxTurns")?,
        return_tool_requests: fields.flag("returnToolRequests")?,
        middleware: fields.list("use", middleware)?,
        metadata: fields.map("metadata")?,
        ext: extensions(entries),
        raw: to_map(entries),
        input,
        output,
        root,
    })
}

/// Puts the fields of `overrides` in place of those of `root`.
pub(super) fn merge(root: &mut Node, overrides: Node) {
    let Content::Map(overrides) = overrides.content else { return };
    let Content::Map(entries) = &mut root.content else { return };
    for given in overrides {
        let Some(own) = entries.iter_mut().find(|entry| entry.key == given.key) else {
            entries.push(given);
            continue;
        };
        if given.key == "config" && matches!(own.value.content, Content::Map(_)) {
            merge_members(&mut own.value, given.value);
        } else {
            own.value = given.value;
        }
    }
}

fn merge_members(own: &mut Node, given: Node) {
    let (Content::Map(own), Content::Map(given)) = (&mut own.content, given.content) else { return };
    for member in given {
        match own.iter_mut().find(|entry| entry.key == member.key) {
            Some(entry) => entry.value = member.value,
            None => own.push(member),
        }
    }
}

struct Fields<'n> {
    root: &'n Node,
}

impl<'n> Fields<'n> {
    /// A field that is there and says something.
    fn field(&self, key: &str) -> Option<&'n Node> {
        self.root.get(key).filter(|node| !node.is_null())
    }

    fn text(&self, key: &str) -> Result<Option<String>> {
        self.field(key).map(|node| text(node, key)).transpose()
    }

    fn map(&self, key: &str) -> Result<Map<String, Value>> {
        match self.field(key) {
            None => Ok(Map::new()),
            Some(Node { content: Content::Map(entries), .. }) => Ok(to_map(entries)),
            Some(node) => Err(wrong(node, key, "a map")),
        }
    }

    fn list<T>(&self, key: &str, item: impl Fn(&Node) -> Result<T>) -> Result<Vec<T>> {
        match self.field(key) {
            None => Ok(Vec::new()),
            Some(Node { content: Content::List(items), .. }) => items.iter().map(item).collect(),
            Some(node) => Err(wrong(node, key, "a list")),
        }
    }

    fn count(&self, key: &str) -> Result<Option<u32>> {
        let Some(node) = self.field(key) else { return Ok(None) };
        let count = node.to_json().as_u64().and_then(|count| u32::try_from(count).ok());
        count.map(Some).ok_or_else(|| wrong(node, key, "a whole number"))
    }

    fn flag(&self, key: &str) -> Result<Option<bool>> {
        let Some(node) = self.field(key) else { return Ok(None) };
        node.to_json().as_bool().map(Some).ok_or_else(|| wrong(node, key, "true or false"))
    }

    fn slot(&self, key: &str) -> Result<Slot> {
        match self.field(key) {
            None => Ok(Slot::default()),
            Some(Node { content: Content::Map(entries), .. }) => {
                let mut fields = to_map(entries);
                fields.shift_remove("schema");
                let schema = entries.iter().find(|entry| entry.key == "schema");
                Ok(Slot { schema: schema.map(|entry| entry.value.clone()), fields })
            }
            Some(node) => Err(wrong(node, key, "a map")),
        }
    }
}

/// A string; a number or the like (`version: 1.0`) counts as it is written.
fn text(node: &Node, what: &str) -> Result<String> {
    match &node.content {
        Content::Scalar(Value::String(text), _) => Ok(text.clone()),
        Content::Scalar(value, written) if !value.is_null() => {
            Ok(if written.is_empty() { value.to_string() } else { written.clone() })
        }
        _ => Err(wrong(node, what, "text")),
    }
}

/// A name, or a name and its configuration.
fn middleware(node: &Node) -> Result<Middleware> {
    if let Some(name) = node.as_str() {
        return Ok(Middleware { name: name.to_owned(), config: None });
    }
    match node.get("name") {
        Some(name) => Ok(Middleware {
            name: text(name, "the name of a middleware")?,
            config: node.get("config").filter(|config| !config.is_null()).map(Node::to_json),
        }),
        None => Err(wrong(node, "a middleware", "a name, or a map with a name")),
    }
}

/// `a.b.c: 1` is field `c` of the extension `a.b`.
fn extensions(entries: &[Entry]) -> Map<String, Value> {
    let mut extensions = Map::new();
    for entry in entries {
        if let Some((namespace, field)) = entry.key.rsplit_once('.') {
            let fields = extensions.entry(namespace).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(fields) = fields {
                fields.insert(field.to_owned(), entry.value.to_json());
            }
        }
    }
    extensions
}

fn wrong(node: &Node, what: &str, wanted: &str) -> crate::error::Error {
    node.error(ErrorKind::FrontMatter, format!("`{what}` must be {wanted}"))
}
