//! From the events of the YAML parser to a tree.

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_json::Value;

use super::{Content, Entry, Node, scalar};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::MAX_VALUE_DEPTH;
use crate::position::Position;

/// What aliases may blow a document up to, counted in nodes and bytes of text.
const MAX_SIZE: usize = 4 << 20;

/// Reads one document that starts on `first_line` of its file.
pub(crate) fn load(text: &str, first_line: u32) -> Result<Node> {
    let mut loader = Loader { open: Vec::new(), anchors: HashMap::new(), size: 0, root: None };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            Error::new(ErrorKind::FrontMatter, format!("invalid YAML: {}", error.info()))
                .at(position(*error.marker(), first_line))
        })?;
        loader.event(event, position(span.start, first_line))?;
    }
    Ok(loader.root.unwrap_or_else(|| Node::null(Some(Position { line: first_line, column: 1 }))))
}

struct Loader {
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    size: usize,
    root: Option<Node>,
}

/// A list or map whose end has not come yet.
struct Open {
    anchor: usize,
    position: Position,
    kind: Kind,
}

enum Kind {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, keys: HashSet<String>, key: Option<(String, Position)> },
}

impl Loader {
    fn event(&mut self, event: Event<'_>, at: Position) -> Result<()> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.charge(1 + text.len(), at)?;
                let value = meaning(&text, style, tag.as_deref());
                let node = Node { content: Content::Scalar(value, text.into_owned()), position: Some(at) };
                self.finish(node, anchor, at)
            }
            Event::SequenceStart(anchor, _) => self.begin(anchor, at, Kind::List(Vec::new())),
            Event::MappingStart(anchor, _) => {
                self.begin(anchor, at, Kind::Map { entries: Vec::new(), keys: HashSet::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(at),
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned();
                let mut node = node.ok_or_else(|| fault("an alias to something that is not complete", at))?;
                self.charge(size(&node), at)?;
                if depth(&node) + self.open.len() > MAX_VALUE_DEPTH {
                    return Err(too_deep(at));
                }
                node.position = Some(at);
                self.finish(node, 0, at)
            }
            Event::DocumentStart(_) if self.root.is_some() => Err(fault("more than one YAML document", at)),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, anchor: usize, position: Position, kind: Kind) -> Result<()> {
        self.charge(1, position)?;
        if self.open.len() >= MAX_VALUE_DEPTH {
            return Err(too_deep(position));
        }
        self.open.push(Open { anchor, position, kind });
        Ok(())
    }

    fn end(&mut self, at: Position) -> Result<()> {
        let Some(Open { anchor, position, kind }) = self.open.pop() else { return Ok(()) };
        let content = match kind {
            Kind::List(items) => Content::List(items),
            Kind::Map { entries, .. } => Content::Map(entries),
        };
        self.finish(Node { content, position: Some(position) }, anchor, at)
    }

    fn finish(&mut self, node: Node, anchor: usize, at: Position) -> Result<()> {
        if anchor != 0 {
            self.charge(size(&node), at)?;
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.kind) {
            None => self.root = Some(node),
            Some(Kind::List(items)) => items.push(node),
            Some(Kind::Map { entries, keys, key }) => match key.take() {
                Some((key, position)) => entries.push(Entry { key, position: Some(position), value: node }),
                None => {
                    let Content::Scalar(_, text) = node.content else {
                        return Err(fault("a list or map cannot be a key", at));
                    };
                    if !keys.insert(text.clone()) {
                        return Err(fault(format!("the key `{text}` appears twice"), at));
                    }
                    *key = Some((text, at));
                }
            },
        }
        Ok(())
    }

    fn charge(&mut self, size: usize, at: Position) -> Result<()> {
        self.size = self.size.saturating_add(size);
        if self.size > MAX_SIZE {
            let message = format!("the front matter unfolds to more than {MAX_SIZE} bytes");
            return Err(Error::new(ErrorKind::Limit, message).at(at));
        }
        Ok(())
    }
}

fn meaning(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    match tag {
        Some(tag) if tag.is_yaml_core_schema() => match tag.suffix.as_str() {
            "str" => Value::String(text.to_owned()),
            _ => scalar::resolve(text),
        },
        None if style == ScalarStyle::Plain => scalar::resolve(text),
        // `!` alone, as any tag of an application's own, leaves the text as it is.
        _ => Value::String(text.to_owned()),
    }
}

fn size(node: &Node) -> usize {
    1 + match &node.content {
        Content::Scalar(_, text) => text.len(),
        Content::List(items) => items.iter().map(size).sum(),
        Content::Map(entries) => entries.iter().map(|entry| entry.key.len() + size(&entry.value)).sum(),
    }
}

fn depth(node: &Node) -> usize {
    match &node.content {
        Content::Scalar(..) => 0,
        Content::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Content::Map(entries) => 1 + entries.iter().map(|entry| depth(&entry.value)).max().unwrap_or(0),
    }
}

fn position(marker: Marker, first_line: u32) -> Position {
    let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Position {
        line: first_line.saturating_add(narrow(marker.line().saturating_sub(1))),
        column: narrow(marker.col()).saturating_add(1),
    }
}

fn fault(message: impl Into<String>, at: Position) -> Error {
    Error::new(ErrorKind::FrontMatter, message).at(at)
}

fn too_deep(at: Position) -> Error {
    Error::new(ErrorKind::Limit, format!("the front matter is nested more than {MAX_VALUE_DEPTH} deep"))
        .at(at)
}
