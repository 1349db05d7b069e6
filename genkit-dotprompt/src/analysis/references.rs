//! All that a template names.

use crate::helper::Form;
use crate::position::Span;
use crate::template::Template;
use crate::template::ast::{Call, Expr, HashPair, Node, PartialName};

/// A name that a template uses.
#[derive(Debug)]
pub(crate) enum Reference<'t> {
    /// A helper; or a variable, if the call has no arguments.
    Call(&'t Call, Form),
    /// A partial.
    Partial(&'t str, Span),
}

/// Goes through all names in their order.
pub(crate) fn references<'t>(nodes: &'t [Node], visit: &mut impl FnMut(Reference<'t>)) {
    for node in nodes {
        match node {
            Node::Mustache(mustache) => call(&mustache.call, Form::Mustache, visit),
            Node::Block(block) => {
                for branch in &block.branches {
                    call(&branch.call, Form::Block, visit);
                    references(&branch.body, visit);
                }
                if let Some(otherwise) = &block.otherwise {
                    references(&otherwise.body, visit);
                }
            }
            Node::Partial(partial) => {
                match &partial.name {
                    PartialName::Static(name) => visit(Reference::Partial(name, partial.span)),
                    PartialName::Dynamic(inner) => call(inner, Form::Expression, visit),
                }
                arguments(partial.context.as_slice(), &partial.hash, visit);
            }
            Node::Text(_) | Node::Comment(_) => {}
        }
    }
}

fn call<'t>(found: &'t Call, form: Form, visit: &mut impl FnMut(Reference<'t>)) {
    visit(Reference::Call(found, form));
    arguments(&found.params, &found.hash, visit);
}

fn arguments<'t>(params: &'t [Expr], hash: &'t [HashPair], visit: &mut impl FnMut(Reference<'t>)) {
    for expr in params.iter().chain(hash.iter().map(|pair| &pair.value)) {
        if let Expr::Call(inner) = expr {
            call(inner, Form::Expression, visit);
        }
    }
}

/// The names of all partials that are written out.
pub(crate) fn partial_names(template: &Template) -> Vec<&str> {
    let mut names = Vec::new();
    references(template.nodes(), &mut |reference| {
        if let Reference::Partial(name, _) = reference {
            names.push(name);
        }
    });
    names
}
