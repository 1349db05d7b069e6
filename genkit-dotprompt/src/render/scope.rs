//! Which variables are seen where.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::val::Val;
use crate::template::ast::Path;

/// What `this` is, with what a partial's arguments put on top of it.
#[derive(Debug, Clone)]
pub(super) struct Scope<'a> {
    pub(super) this: Val<'a>,
    overlay: Rc<Vec<(&'a str, Val<'a>)>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(this: Val<'a>) -> Self {
        Scope { this, overlay: Rc::default() }
    }

    /// The same with `pairs` on top.
    pub(super) fn with(&self, pairs: Vec<(&'a str, Val<'a>)>) -> Self {
        let mut overlay: Vec<_> = (*self.overlay).clone();
        for (name, value) in pairs {
            // A recursive partial passes the same names again and again; they replace one another.
            overlay.retain(|(known, _)| *known != name);
            overlay.push((name, value));
        }
        Scope { this: self.this.clone(), overlay: Rc::new(overlay) }
    }

    /// `this` as one value.
    pub(super) fn value(&self) -> Val<'a> {
        if self.overlay.is_empty() {
            return self.this.clone();
        }
        let mut members: Map<String, Value> = match self.this.get() {
            Some(Value::Object(members)) => members.clone(),
            _ => Map::new(),
        };
        for (name, value) in self.overlay.iter() {
            match value.get() {
                Some(value) => members.insert((*name).to_owned(), value.clone()),
                None => members.shift_remove(*name),
            };
        }
        Val::owned(members)
    }

    fn member(&self, name: &str) -> Val<'a> {
        match self.overlay.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => value.clone(),
            None => self.this.member(name),
        }
    }

    pub(super) fn resolve(&self, path: &Path) -> Val<'a> {
        let Some((first, rest)) = path.segments.split_first() else { return self.value() };
        rest.iter().fold(self.member(&first.name), |value, segment| value.member(&segment.name))
    }
}

/// The names and values after `as`.
pub(super) type BlockParams<'a> = Vec<(&'a str, Val<'a>)>;

/// One round of a loop.
#[derive(Debug, Clone)]
pub(super) struct Round<'a> {
    pub(super) index: usize,
    pub(super) key: Val<'a>,
    pub(super) last: bool,
}

impl<'a> Round<'a> {
    /// `@index`, `@key`, `@first` and `@last`.
    pub(super) fn get(&self, name: &str) -> Option<Val<'a>> {
        match name {
            "index" => Some(Val::owned(self.index)),
            "key" => Some(self.key.clone()),
            "first" => Some(Val::owned(self.index == 0)),
            "last" => Some(Val::owned(self.last)),
            _ => None,
        }
    }
}
