//! Goes through a template and its partials as rendering would, with places instead of values.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::place::{Located, Place, ScopePlace, locate};
use super::schema::{Shape, shape};
use super::usage::{HelperUse, PartialUse, Usage, VariableUse};
use crate::helper::{Builtin, Form};
use crate::partials::Partials;
use crate::render::called_helper;
use crate::template::Template;
use crate::template::ast::{Block, Branch, Call, Expr, HashPair, Node, PartialCall, PartialName, Path};

/// How deep partials are followed into one another, and how many in all: a recursive one has no end.
const MAX_PARTIAL_DEPTH: usize = 12;
const MAX_PARTIALS: usize = 2_000;

pub(super) struct Walker<'t> {
    partials: &'t Partials,
    helpers: &'t BTreeSet<String>,
    schema: Option<&'t Value>,
    usage: Usage,
    scopes: Vec<ScopePlace>,
    params: Vec<Vec<(String, Place)>>,
    blocks: Vec<&'t str>,
    loops: usize,
    partial: Option<&'t str>,
    depth: usize,
    visited: HashSet<String>,
}

impl<'t> Walker<'t> {
    pub(super) fn usage(
        template: &'t Template,
        partials: &'t Partials,
        helpers: &'t BTreeSet<String>,
        schema: Option<&'t Value>,
    ) -> Usage {
        let mut walker = Walker {
            partials,
            helpers,
            schema,
            usage: Usage::default(),
            scopes: vec![ScopePlace::new(Place::Input(Vec::new()))],
            params: Vec::new(),
            blocks: Vec::new(),
            loops: 0,
            partial: None,
            depth: 0,
            visited: HashSet::new(),
        };
        walker.nodes(template.nodes());
        walker.usage
    }

    fn nodes(&mut self, nodes: &'t [Node]) {
        for node in nodes {
            match node {
                Node::Mustache(mustache) => {
                    self.call(&mustache.call, Form::Mustache);
                }
                Node::Block(block) => self.block(block),
                Node::Partial(partial) => self.partial(partial),
                Node::Text(_) | Node::Comment(_) => {}
            }
        }
    }

    /// Notes what the call uses; gives what is known of its value.
    fn call(&mut self, call: &'t Call, form: Form) -> Place {
        let builtin = self.builtin(call);
        let name = call.path.simple_name().filter(|name| !self.is_param(name));
        let custom = name.filter(|name| self.helpers.contains(*name));
        let certain = called_helper(call, form);
        match (builtin, custom.or(certain)) {
            (Some(builtin), _) => {
                let misuse = builtin.misuse(call, form);
                self.helper(&call.path.original, call, true, misuse);
            }
            (None, Some(name)) => self.helper(name, call, custom.is_some(), None),
            (None, None) => return self.variable(&call.path),
        }
        for param in &call.params {
            self.expression(param);
        }
        self.hash(&call.hash);
        Place::Unknown
    }

    fn builtin(&self, call: &Call) -> Option<Builtin> {
        let name = call.path.simple_name()?;
        if self.is_param(name) && !call.has_arguments() { None } else { Builtin::of(name) }
    }

    fn is_param(&self, name: &str) -> bool {
        self.params.iter().flatten().any(|(known, _)| known == name)
    }

    fn helper(&mut self, name: &str, call: &Call, known: bool, misuse: Option<String>) {
        let (name, partial) = (name.to_owned(), self.partial.map(str::to_owned));
        self.usage.helpers.push(HelperUse { name, span: call.span, partial, known, misuse });
    }

    fn expression(&mut self, expr: &'t Expr) -> Place {
        match expr {
            Expr::Path(path) => self.variable(path),
            Expr::Literal(_) => Place::Unknown,
            Expr::Call(call) => self.call(call, Form::Expression),
        }
    }

    fn hash(&mut self, pairs: &'t [HashPair]) -> Vec<(String, Place)> {
        pairs.iter().map(|pair| (pair.name.clone(), self.expression(&pair.value))).collect()
    }

    fn variable(&mut self, path: &Path) -> Place {
        let located = self.locate(path);
        let place = match &located.place {
            Place::Input(steps) => Some(steps.clone()),
            Place::Unknown => None,
        };
        self.usage.variables.push(VariableUse {
            path: path.original.clone(),
            span: path.span,
            partial: self.partial.map(str::to_owned),
            blocks: self.blocks.iter().map(|name| (*name).to_owned()).collect(),
            kind: located.kind,
            place,
            own: located.own,
        });
        located.place
    }

    fn locate(&self, path: &Path) -> Located {
        locate(path, &self.scopes, &self.params, self.loops)
    }

    fn block(&mut self, block: &'t Block) {
        let otherwise = block.otherwise.as_ref().map_or(&[][..], |otherwise| &otherwise.body);
        for branch in &block.branches {
            let (yes, no) = match block.inverted {
                true => (otherwise, branch.body.as_slice()),
                false => (branch.body.as_slice(), &[][..]),
            };
            self.branch(branch, yes);
            self.within(&branch.call, no);
        }
        if let (false, Some(branch)) = (block.inverted, block.branches.first()) {
            self.within(&branch.call, otherwise);
        }
    }

    fn within(&mut self, block: &'t Call, body: &'t [Node]) {
        self.blocks.push(&block.path.original);
        self.nodes(body);
        self.blocks.pop();
    }

    fn branch(&mut self, branch: &'t Branch, body: &'t [Node]) {
        let call = &branch.call;
        let known_before = self.usage.variables.len();
        let about = self.call(call, Form::Block);
        let first = match call.params.first() {
            Some(Expr::Path(path)) => self.locate(path).place,
            _ => Place::Unknown,
        };
        let inner = match self.builtin(call) {
            Some(Builtin::Each) => Some((first.element(), true)),
            Some(Builtin::With) => {
                let stays = matches!(call.params.first(), Some(Expr::Path(path)) if path.is_this());
                (!stays).then_some((first.clone(), false))
            }
            Some(_) => None,
            // A helper of the application's own only decides; a variable may be what the block is about.
            None if self.usage.variables.len() == known_before || call.has_arguments() => None,
            None => self.variable_block(call, about),
        };
        let values = match (&inner, self.builtin(call)) {
            (Some((place, true)), _) => vec![place.clone(), Place::Unknown],
            (Some((place, false)), _) => vec![place.clone()],
            (None, Some(Builtin::With)) => vec![first],
            (None, _) => Vec::new(),
        };
        self.params.push(branch.block_params.iter().cloned().zip(values).collect());
        let (pushed, round) = match inner {
            Some((place, round)) => {
                self.scopes.push(ScopePlace::new(place));
                (true, round)
            }
            None => (false, false),
        };
        self.loops += usize::from(round);
        self.within(call, body);
        self.loops -= usize::from(round);
        if pushed {
            self.scopes.pop();
        }
        self.params.pop();
    }

    /// `{{#x}}` for a variable: only the schema tells whether it is a condition, a loop or a change of `this`.
    fn variable_block(&self, call: &Call, place: Place) -> Option<(Place, bool)> {
        let shape = match (&place, self.schema) {
            (Place::Input(steps), Some(schema)) => shape(schema, steps),
            _ => Shape::Unclear,
        };
        match shape {
            Shape::Boolean => None,
            Shape::List => Some((place.element(), true)),
            Shape::Object if call.path.is_this() => None,
            Shape::Object => Some((place, false)),
            Shape::Unclear => Some((Place::Unknown, true)),
        }
    }

    fn partial(&mut self, call: &'t PartialCall) {
        let context = call.context.as_ref().map(|context| self.expression(context));
        let base = match context {
            Some(place) => ScopePlace::new(place),
            None => self.scopes.last().cloned().unwrap_or_else(|| ScopePlace::new(Place::Unknown)),
        };
        let pairs = self.hash(&call.hash);
        let scope = base.with(pairs);
        let name = match &call.name {
            PartialName::Static(name) => name,
            PartialName::Dynamic(inner) => {
                self.call(inner, Form::Expression);
                return;
            }
        };
        let found = self.partials.get_key(name);
        self.usage.partials.push(PartialUse {
            name: name.clone(),
            span: call.span,
            partial: self.partial.map(str::to_owned),
            known: found.is_some(),
        });
        if let Some((name, template)) = found {
            self.enter(name, template, scope);
        }
    }

    /// The same partial in the same context uses the same variables; once is enough.
    fn enter(&mut self, name: &'t str, template: &'t Template, scope: ScopePlace) {
        let inside = format!("{name} {scope:?} {}", self.loops);
        if self.depth >= MAX_PARTIAL_DEPTH
            || self.visited.len() >= MAX_PARTIALS
            || !self.visited.insert(inside)
        {
            return;
        }
        let scopes = std::mem::replace(&mut self.scopes, vec![scope]);
        let params = std::mem::take(&mut self.params);
        let partial = self.partial.replace(name);
        self.depth += 1;
        self.nodes(template.nodes());
        self.depth -= 1;
        self.partial = partial;
        self.params = params;
        self.scopes = scopes;
    }
}
