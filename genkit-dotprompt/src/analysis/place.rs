//! Where in the input a variable is, as far as the template alone tells.

use crate::position::Span;
use crate::template::ast::{Path, Segment};

use super::usage::VariableKind;

/// One step from the input to a variable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// To a member of an object, or an element by its number.
    Field(String),
    /// To each element of a list, or each member of an object.
    Element,
}

/// What is known of a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    Input(Vec<Step>),
    /// Whatever a helper or the context gave.
    Unknown,
}

impl Place {
    pub(super) fn element(&self) -> Place {
        match self {
            Place::Input(steps) => {
                let mut steps = steps.clone();
                steps.push(Step::Element);
                Place::Input(steps)
            }
            Place::Unknown => Place::Unknown,
        }
    }

    fn fields(&self, segments: &[Segment]) -> Place {
        match self {
            Place::Input(steps) => {
                let fields = segments.iter().map(|segment| Step::Field(segment.name.clone()));
                Place::Input(steps.iter().cloned().chain(fields).collect())
            }
            Place::Unknown => Place::Unknown,
        }
    }
}

/// What `this` is, with a partial's arguments on top.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ScopePlace {
    pub(super) this: Place,
    pub(super) overlay: Vec<(String, Place)>,
}

impl ScopePlace {
    pub(super) fn new(this: Place) -> Self {
        ScopePlace { this, overlay: Vec::new() }
    }

    pub(super) fn with(&self, pairs: Vec<(String, Place)>) -> Self {
        let mut scope = self.clone();
        for (name, place) in pairs {
            scope.overlay.retain(|(known, _)| *known != name);
            scope.overlay.push((name, place));
        }
        scope
    }
}

/// What a path leads to.
pub(super) struct Located {
    pub(super) place: Place,
    pub(super) kind: VariableKind,
    /// Where the names stand that make the last steps of the place.
    pub(super) own: Vec<Span>,
}

impl Located {
    fn new(base: &Place, segments: &[Segment]) -> Self {
        let place = base.fields(segments);
        let kind = if place == Place::Unknown { VariableKind::Local } else { VariableKind::Input };
        Located { place, kind, own: segments.iter().map(|segment| segment.span).collect() }
    }

    fn without_place(kind: VariableKind) -> Self {
        Located { place: Place::Unknown, kind, own: Vec::new() }
    }
}

/// Follows a path through what is around it; the same rules as in rendering.
pub(super) fn locate(
    path: &Path,
    scopes: &[ScopePlace],
    params: &[Vec<(String, Place)>],
    loops: usize,
) -> Located {
    if path.data {
        return locate_data(path, loops);
    }
    if !path.scoped
        && let Some((first, rest)) = path.segments.split_first()
        && let Some((_, place)) = params.iter().rev().flatten().find(|(name, _)| *name == first.name)
    {
        return Located::new(place, rest);
    }
    let Some(scope) = scopes.iter().rev().nth(path.depth) else {
        return Located::without_place(VariableKind::Outside);
    };
    if let Some((first, rest)) = path.segments.split_first() {
        if let Some((_, place)) = scope.overlay.iter().find(|(name, _)| *name == first.name) {
            return Located::new(place, rest);
        }
    } else if !scope.overlay.is_empty() {
        return Located::without_place(VariableKind::Local);
    }
    Located::new(&scope.this, &path.segments)
}

fn locate_data(path: &Path, loops: usize) -> Located {
    let Some((first, rest)) = path.segments.split_first() else {
        return Located::without_place(VariableKind::Data);
    };
    match first.name.as_str() {
        "index" | "key" | "first" | "last" if path.depth < loops => {
            Located::without_place(VariableKind::Local)
        }
        "root" => Located::new(&Place::Input(Vec::new()), rest),
        _ => Located::without_place(VariableKind::Data),
    }
}
