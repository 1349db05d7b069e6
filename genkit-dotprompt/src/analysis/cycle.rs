//! Partials that include themselves whatever the input: outside of any block, so that nothing ends it.

use std::collections::BTreeSet;

use super::{Diagnostic, DiagnosticKind, partial_names};
use crate::partials::Partials;
use crate::template::Template;
use crate::template::ast::{Node, PartialCall, PartialName};

pub(super) fn endless(template: &Template, partials: &Partials) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = partial_names(template);
    while let Some(name) = open.pop() {
        if let (true, Some(inner)) = (reached.insert(name), partials.get(name)) {
            open.extend(partial_names(inner));
            found.extend(own_cycle(name, inner, partials));
        }
    }
    found
}

/// The inclusion in `name` that leads back to it.
fn own_cycle(name: &str, template: &Template, partials: &Partials) -> Option<Diagnostic> {
    for (call, first) in unconditional(template) {
        let mut seen = BTreeSet::new();
        let mut open = vec![first];
        while let Some(next) = open.pop() {
            if next == name {
                let message = format!("the partial {name} includes itself without end");
                let diagnostic =
                    Diagnostic::new(DiagnosticKind::EndlessPartial, call.span.position(), message);
                return Some(diagnostic.within(Some(name)));
            }
            if let (true, Some(inner)) = (seen.insert(next), partials.get(next)) {
                open.extend(unconditional(inner).map(|(_, name)| name));
            }
        }
    }
    None
}

fn unconditional(template: &Template) -> impl Iterator<Item = (&PartialCall, &str)> {
    template.nodes().iter().filter_map(|node| match node {
        Node::Partial(call @ PartialCall { name: PartialName::Static(name), .. }) => {
            Some((call, name.as_str()))
        }
        _ => None,
    })
}
