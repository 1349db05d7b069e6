//! The value that grows: whole between two chunks, taken apart along its open edge during one.
//!
//! A parser needs to write at the innermost open object or array, and a reader needs to see the whole from
//! the root. Safe Rust cannot keep a pointer from the one to the other, so the open containers (never their
//! finished members) move out of the tree when a chunk begins ([`Tree::detach`]) and back when it ends
//! ([`Tree::attach`]). That costs a few moves for each open level, and nothing for what was read before.

use serde_json::{Map, Value};

use super::MAX_DEPTH;
use super::items::Items;

/// An open object or array.
#[derive(Clone, Debug, Default, PartialEq)]
struct Level {
    /// The container, while it is detached; `Null` while it is in its place in the tree.
    node: Value,
    /// In an object, the member that is being read.
    key: String,
    /// Whether that member has a place in the object already.
    placed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Array,
    Object,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tree {
    root: Option<Value>,
    /// Outermost first.
    open: Vec<Level>,
    /// Whether the member being read is a cut-off scalar or string, shown in its place.
    leaf: bool,
    pub(super) items: Items,
    #[cfg(test)]
    pub(super) steps: usize,
}

impl Tree {
    pub(super) fn clear(&mut self) {
        self.root = None;
        self.open.clear();
        self.leaf = false;
        self.items = Items::default();
    }

    /// The value from its root; whole only between [`attach`](Self::attach) and [`detach`](Self::detach).
    pub(super) fn root(&self) -> Option<&Value> {
        self.root.as_ref()
    }

    pub(super) fn take_root(&mut self) -> Option<Value> {
        self.root.take()
    }

    /// Puts back what [`take_root`](Self::take_root) took.
    pub(super) fn set_root(&mut self, root: Value) {
        self.root = Some(root);
    }

    /// The elements of the list that are complete and were not handed out before.
    pub(super) fn new_items(&mut self) -> &[Value] {
        self.items.fresh(self.root.as_ref())
    }

    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    pub(super) fn innermost(&self) -> Option<Container> {
        self.open.last().map(|level| match level.node {
            Value::Object(_) => Container::Object,
            _ => Container::Array,
        })
    }

    /// Opens a container as the next element or member; false if that is one level too many.
    pub(super) fn open(&mut self, container: Container) -> bool {
        if self.open.len() >= MAX_DEPTH {
            return false;
        }
        if container == Container::Array {
            self.items.array_opened(self.open.len(), self.open.first().map(|level| level.key.as_str()));
        }
        let node = match container {
            Container::Array => Value::Array(Vec::new()),
            Container::Object => Value::Object(Map::new()),
        };
        self.open.push(Level { node, ..Level::default() });
        true
    }

    /// Closes the innermost container.
    pub(super) fn close(&mut self) {
        if let Some(level) = self.open.pop() {
            self.items.closed(self.open.len());
            self.put(level.node);
        }
    }

    /// Names the member that comes next.
    pub(super) fn key(&mut self, key: String) {
        self.items.member_named(self.open.len(), &key);
        if let Some(level) = self.open.last_mut() {
            level.key = key;
            level.placed = false;
        }
    }

    /// Adds a complete value: the next element, the value of the member named last, or the root.
    pub(super) fn put(&mut self, value: Value) {
        self.items.completed(self.open.len());
        match self.open.last_mut() {
            Some(level) => {
                level.place(value, false);
                level.placed = false;
            }
            None => self.root = Some(value),
        }
    }

    /// Puts the open containers back into their places, and `leaf`, what can be shown of a cut-off value,
    /// into its own.
    pub(super) fn attach(&mut self, leaf: Option<Value>) {
        self.leaf = leaf.is_some();
        let mut child = leaf;
        for level in self.open.iter_mut().rev() {
            #[cfg(test)]
            {
                self.steps += 1;
            }
            if let Some(child) = child.take() {
                level.place(child, true);
            }
            child = Some(std::mem::take(&mut level.node));
        }
        if child.is_some() {
            self.root = child;
        }
    }

    /// Takes the open containers out of the tree, and the leaf that the last [`attach`](Self::attach) put
    /// there.
    pub(super) fn detach(&mut self) -> Option<Value> {
        let innermost = self.open.len().checked_sub(1)?;
        let mut child = self.root.take();
        for (depth, level) in self.open.iter_mut().enumerate() {
            #[cfg(test)]
            {
                self.steps += 1;
            }
            level.node = child.take().unwrap_or_default();
            if depth < innermost || self.leaf {
                child = match &mut level.node {
                    Value::Array(elements) => elements.pop(),
                    Value::Object(members) => members.get_mut(&level.key).map(Value::take),
                    _ => None,
                };
            }
        }
        self.leaf = false;
        child
    }
}

impl Level {
    /// `again`: the value will be taken out and placed once more, so the key is still needed.
    fn place(&mut self, value: Value, again: bool) {
        match &mut self.node {
            Value::Array(elements) => elements.push(value),
            Value::Object(members) if self.placed => {
                if let Some(place) = members.get_mut(&self.key) {
                    *place = value;
                }
            }
            Value::Object(members) => {
                self.placed = true;
                let key = if again { self.key.clone() } else { std::mem::take(&mut self.key) };
                members.insert(key, value);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_tree_is_whole_after_attach_and_goes_on_after_detach() {
        let mut tree = Tree::default();
        assert!(tree.open(Container::Object));
        tree.key("a".to_owned());
        assert!(tree.open(Container::Array));
        tree.put(json!(1));
        tree.attach(Some(json!("cu")));
        assert_eq!(tree.root(), Some(&json!({"a": [1, "cu"]})));
        assert_eq!(tree.detach(), Some(json!("cu")));
        tree.put(json!("cut"));
        tree.close();
        tree.key("b".to_owned());
        tree.attach(None);
        assert_eq!(tree.root(), Some(&json!({"a": [1, "cut"]})));
        assert_eq!(tree.detach(), None);
        tree.put(json!(2));
        tree.close();
        assert_eq!(tree.take_root(), Some(json!({"a": [1, "cut"], "b": 2})));
    }

    #[test]
    fn a_repeated_key_keeps_its_place_and_takes_the_last_value() {
        let mut tree = Tree::default();
        tree.open(Container::Object);
        for (key, value) in [("a", json!(1)), ("b", json!(2)), ("a", json!([3]))] {
            tree.key(key.to_owned());
            tree.attach(Some(json!("...")));
            tree.detach();
            tree.put(value);
        }
        tree.close();
        assert_eq!(tree.take_root().map(|v| v.to_string()), Some(r#"{"a":[3],"b":2}"#.to_owned()));
    }

    #[test]
    fn depth_is_bounded() {
        let mut tree = Tree::default();
        assert!((0..MAX_DEPTH).all(|_| tree.open(Container::Array)));
        assert!(!tree.open(Container::Object));
    }
}
