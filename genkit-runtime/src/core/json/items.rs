//! Which elements of the answer's list are complete.
//!
//! The list is the root array or, if the root is an object, the first array that is one of its members:
//! models like to wrap a list as `{"items": [...]}`. A number that could go on (`[1,2,3`) is not complete
//! yet; a typed layer above can so read each element exactly once.

use serde_json::Value;

/// Where the list is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Unknown,
    Root,
    Member(String),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Items {
    place: Place,
    /// Whether the list is open.
    active: bool,
    complete: usize,
    /// How many of them were handed out as new.
    seen: usize,
}

impl Items {
    /// An array opens inside `depth` containers, the outermost of which is at its member `key`.
    pub(super) fn array_opened(&mut self, depth: usize, key: Option<&str>) {
        if self.place != Place::Unknown {
            return;
        }
        self.place = match (depth, key) {
            (0, _) => Place::Root,
            // A root array has taken the place already, so the one container outside is an object.
            (1, Some(key)) => Place::Member(key.to_owned()),
            _ => return,
        };
        self.active = true;
    }

    /// A container that stood inside `depth` others is closed.
    pub(super) fn closed(&mut self, depth: usize) {
        match self.place {
            Place::Root if depth == 0 => self.active = false,
            Place::Member(_) if depth == 1 => self.active = false,
            _ => {}
        }
    }

    /// A value inside `depth` containers is complete.
    pub(super) fn completed(&mut self, depth: usize) {
        let inside = match self.place {
            Place::Unknown => return,
            Place::Root => 1,
            Place::Member(_) => 2,
        };
        if self.active && depth == inside {
            self.complete += 1;
        }
    }

    /// The innermost of `depth` containers is at its member `key`. A repeated key replaces the list.
    pub(super) fn member_named(&mut self, depth: usize, key: &str) {
        if depth == 1 && matches!(&self.place, Place::Member(list) if list == key) {
            *self = Self::default();
        }
    }

    pub(super) fn found(&self) -> bool {
        self.place != Place::Unknown
    }

    pub(super) fn count(&self) -> usize {
        self.complete
    }

    /// The complete elements of the list in `root`.
    pub(super) fn all<'a>(&self, root: Option<&'a Value>) -> &'a [Value] {
        self.slice(root, 0)
    }

    /// Those that were not handed out before.
    pub(super) fn fresh<'a>(&mut self, root: Option<&'a Value>) -> &'a [Value] {
        let fresh = self.slice(root, self.seen);
        self.seen = self.complete;
        fresh
    }

    fn slice<'a>(&self, root: Option<&'a Value>, from: usize) -> &'a [Value] {
        let list = match &self.place {
            Place::Unknown => None,
            Place::Root => root,
            Place::Member(key) => root.and_then(|root| root.get(key)),
        };
        list.and_then(Value::as_array).and_then(|list| list.get(from..self.complete)).unwrap_or_default()
    }

    /// The list itself, taken out of `root`; or else `root` as it was.
    pub(super) fn into_list(self, mut root: Value) -> Result<Vec<Value>, Value> {
        if let Place::Member(key) = &self.place
            && let Some(list) = root.get_mut(key).filter(|list| list.is_array())
        {
            root = list.take();
        }
        match root {
            Value::Array(list) => Ok(list),
            other => Err(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{JsonRoot, JsonStream};
    use serde_json::{Value, json};

    fn items(text: &str) -> Vec<Value> {
        let mut stream = JsonStream::expecting(JsonRoot::Array);
        stream.push(text);
        assert_eq!(stream.items().len(), stream.complete_items());
        stream.items().to_vec()
    }

    #[test]
    fn elements_of_any_kind_are_items_once_they_end() {
        assert_eq!(items("[1"), Vec::<Value>::new());
        assert_eq!(items("[1,"), [json!(1)]);
        assert_eq!(items("[1 "), [json!(1)]);
        assert_eq!(items(r#"["a", tru"#), [json!("a")]);
        assert_eq!(items(r#"["a", true, [1, 2], {"b": [3]}, null]"#).len(), 5);
        assert_eq!(items(r#"[[1, 2], [3"#), [json!([1, 2])]);
    }

    #[test]
    fn a_wrapped_list_is_the_first_array_among_the_members() {
        assert_eq!(items(r#"{"n": {"x": [9]}, "rows": [1, 2, 3"#), [json!(1), json!(2)]);
        assert_eq!(items(r#"{"rows": [1, [2]], "more": [3, 4]}"#), [json!(1), json!([2])]);
        assert_eq!(items(r#"{"rows": [1, 2], "rows": [3]}"#), [json!(3)]);
        assert_eq!(items(r#"{"n": {"x": [9]}}"#), Vec::<Value>::new());
    }

    #[test]
    fn each_item_is_new_once() {
        let text = r#"{"rows": ["a", 12, {"x": [1, 2]}, [], true], "more": [1]}"#;
        for size in 1..9 {
            let (mut stream, mut seen) = (JsonStream::new(), Vec::new());
            for piece in text.as_bytes().chunks(size) {
                stream.push(std::str::from_utf8(piece).unwrap());
                seen.extend_from_slice(stream.new_items());
            }
            assert_eq!(Value::from(seen), json!(["a", 12, {"x": [1, 2]}, [], true]), "{size}");
        }
    }
}
