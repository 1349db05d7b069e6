//! A value while rendering: borrowed from the input wherever it can be.

use std::rc::Rc;

use serde_json::Value;

#[derive(Debug, Clone)]
pub(super) enum Val<'a> {
    /// There is no such variable; other than `null` only for comparison.
    Undefined,
    Ref(&'a Value),
    Owned(Rc<Value>),
}

impl<'a> Val<'a> {
    pub(super) fn owned(value: impl Into<Value>) -> Self {
        Val::Owned(Rc::new(value.into()))
    }

    pub(super) fn get(&self) -> Option<&Value> {
        match self {
            Val::Undefined => None,
            Val::Ref(value) => Some(value),
            Val::Owned(value) => Some(value),
        }
    }

    /// A member of an object, an element of a list, or the length of a list or text.
    pub(super) fn member(&self, name: &str) -> Val<'a> {
        match self {
            Val::Undefined => Val::Undefined,
            Val::Ref(value) => match value {
                Value::Object(members) => members.get(name).map_or(Val::Undefined, Val::Ref),
                Value::Array(items) => match element(items, name) {
                    Some(item) => Val::Ref(item),
                    None => length(value, name),
                },
                _ => length(value, name),
            },
            Val::Owned(value) => match &**value {
                Value::Object(members) => members.get(name).cloned().map_or(Val::Undefined, Val::owned),
                Value::Array(items) => match element(items, name) {
                    Some(item) => Val::owned(item.clone()),
                    None => length(value, name),
                },
                _ => length(value, name),
            },
        }
    }

    /// JavaScript's `===`: scalars by value, lists and objects only if they are the very same.
    pub(super) fn same(&self, other: &Val<'_>) -> bool {
        match (self.get(), other.get()) {
            (None, None) => true,
            (Some(a), Some(b)) => std::ptr::eq(a, b) || crate::value::same_scalar(a, b),
            _ => false,
        }
    }
}

fn element<'v>(items: &'v [Value], name: &str) -> Option<&'v Value> {
    // "01" is no index.
    let canonical = name == "0" || !name.starts_with(['0', '+']);
    items.get(name.parse::<usize>().ok().filter(|_| canonical)?)
}

fn length<'a>(value: &Value, name: &str) -> Val<'a> {
    match value {
        Value::Array(items) if name == "length" => Val::owned(items.len()),
        // Counted as JavaScript does, in UTF-16 units.
        Value::String(text) if name == "length" => Val::owned(text.encode_utf16().count()),
        _ => Val::Undefined,
    }
}
