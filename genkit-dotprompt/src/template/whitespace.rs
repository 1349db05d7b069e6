//! White space around tags: `~`, and tags that have a line to themselves.
//!
//! It gives the bytes that Handlebars gives, in its order of steps, since a later step sees what an earlier one
//! left. Whether a tag has its line to itself is judged by the text as it was written.

use super::ast::{Block, Node, Strip, Text};
use crate::value::{is_blank, is_space, trim_end, trim_start};

/// Works on all of a template's nodes.
pub(super) fn control(nodes: &mut [Node], source: &str) {
    Control { source }.body(nodes, true);
}

struct Control<'s> {
    source: &'s str,
}

/// How a node bears on the text around it.
#[derive(Default)]
struct Effect {
    strip: Strip,
    /// It leaves no output of its own, so that its whole line goes.
    inline_standalone: bool,
    open_standalone: bool,
    close_standalone: bool,
}

impl Control<'_> {
    fn body(&self, nodes: &mut [Node], root: bool) {
        for index in 0..nodes.len() {
            let effect = match nodes.get_mut(index) {
                Some(Node::Block(block)) => self.block(block),
                Some(Node::Mustache(mustache)) => Effect { strip: mustache.strip, ..Effect::default() },
                Some(Node::Partial(partial)) => {
                    Effect { strip: partial.strip, inline_standalone: true, ..Effect::default() }
                }
                Some(Node::Comment(comment)) => {
                    Effect { strip: comment.strip, inline_standalone: true, ..Effect::default() }
                }
                _ => continue,
            };
            self.apply(nodes, index, root, &effect);
        }
    }

    fn apply(&self, nodes: &mut [Node], index: usize, root: bool, effect: &Effect) {
        let line_before = self.line_starts_before(nodes, index, root);
        let line_after = self.line_ends_after(nodes, index + 1, root);
        if effect.strip.right {
            strip_start(nodes, index + 1, true);
        }
        if effect.strip.left {
            strip_end(nodes, index, true);
        }
        if effect.inline_standalone && line_before && line_after {
            strip_start(nodes, index + 1, false);
            let indented = strip_end(nodes, index, false);
            if indented {
                self.keep_indent(nodes, index);
            }
        }
        if effect.open_standalone && line_before {
            if let Some(Node::Block(block)) = nodes.get_mut(index) {
                strip_start(bodies(block, 0), 0, false);
            }
            strip_end(nodes, index, false);
        }
        if effect.close_standalone && line_after {
            strip_start(nodes, index + 1, false);
            // Handlebars sees a chain as one nested block here, and so leaves the last branch's white space.
            if let Some(Node::Block(block)) = nodes.get_mut(index)
                && block.branches.len() == 1
            {
                let last = usize::from(block.otherwise.is_some());
                strip_last(bodies(block, last), false);
            }
        }
    }

    /// A partial that has its line to itself passes its indentation on to each line of its output.
    fn keep_indent(&self, nodes: &mut [Node], index: usize) {
        let Some(Node::Text(text)) = before(nodes, index) else { return };
        let original = self.original(text);
        let indent =
            original.get(original.trim_end_matches([' ', '\t']).len()..).unwrap_or_default().to_owned();
        if let Some(Node::Partial(partial)) = nodes.get_mut(index) {
            partial.indent = indent;
        }
    }

    fn block(&self, block: &mut Block) -> Effect {
        for branch in &mut block.branches {
            self.body(&mut branch.body, false);
        }
        if let Some(otherwise) = &mut block.otherwise {
            self.body(&mut otherwise.body, false);
        }
        let bodies_count = block.branches.len() + usize::from(block.otherwise.is_some());
        let effect = Effect {
            strip: Strip { left: opening_strip(block, 0).left, right: block.close.right },
            inline_standalone: false,
            open_standalone: self.starts_with_line(bodies(block, 0)),
            close_standalone: self.ends_with_line(bodies(block, usize::from(bodies_count > 1))),
        };
        // An `{{else if}}` is a block within the `{{else}}` of the one before: the inner ones come first.
        for level in (0..block.branches.len()).rev() {
            self.branch(block, level, level + 1 < bodies_count);
        }
        effect
    }

    fn branch(&self, block: &mut Block, level: usize, has_inverse: bool) {
        let closing = match level {
            0 | 1 => block.close,
            _ => opening_strip(block, level),
        };
        if opening_strip(block, level).right {
            strip_start(bodies(block, level), 0, true);
        }
        if !has_inverse {
            if closing.left {
                strip_last(bodies(block, level), true);
            }
            return;
        }
        let middle = opening_strip(block, level + 1);
        if middle.left {
            strip_last(bodies(block, level), true);
        }
        if middle.right {
            strip_start(bodies(block, level + 1), 0, true);
        }
        if closing.left {
            strip_last(bodies(block, level + 1), true);
        }
        if self.ends_with_line(bodies(block, level)) && self.starts_with_line(bodies(block, level + 1)) {
            strip_last(bodies(block, level), false);
            strip_start(bodies(block, level + 1), 0, false);
        }
    }

    fn original(&self, text: &Text) -> &str {
        self.source.get(text.span.start..text.span.end).unwrap_or_default()
    }

    fn line_starts_before(&self, nodes: &[Node], index: usize, root: bool) -> bool {
        let Some(before) = index.checked_sub(1) else { return root };
        let first = root && before == 0;
        matches!(nodes.get(before), Some(Node::Text(text)) if ends_line(self.original(text), first))
    }

    fn line_ends_after(&self, nodes: &[Node], index: usize, root: bool) -> bool {
        let last = root && index + 1 == nodes.len();
        match nodes.get(index) {
            None => root,
            Some(Node::Text(text)) => starts_line(self.original(text), last),
            Some(_) => false,
        }
    }

    fn starts_with_line(&self, body: &[Node]) -> bool {
        matches!(body.first(), Some(Node::Text(text)) if starts_line(self.original(text), false))
    }

    fn ends_with_line(&self, body: &[Node]) -> bool {
        matches!(body.last(), Some(Node::Text(text)) if ends_line(self.original(text), false))
    }
}

/// Whether only white space stands after the last line break; the start of the template counts as one.
fn ends_line(text: &str, first: bool) -> bool {
    let space = text.get(trim_end(text).len()..).unwrap_or_default();
    space.contains('\n') || first && is_blank(text)
}

/// Whether only white space stands before the first line break; the end of the template counts as one.
fn starts_line(text: &str, last: bool) -> bool {
    let space = text.get(..text.len() - trim_start(text).len()).unwrap_or_default();
    space.contains('\n') || last && is_blank(text)
}

/// Takes the rest of the line from the start of the text at `index`, or `all` its white space.
fn strip_start(nodes: &mut [Node], index: usize, all: bool) {
    let Some(Node::Text(text)) = nodes.get_mut(index) else { return };
    if !all && text.right_stripped {
        return;
    }
    let rest = if all {
        trim_start(&text.text)
    } else {
        let rest = text.text.trim_start_matches([' ', '\t']);
        let rest = rest.strip_prefix('\r').unwrap_or(rest);
        rest.strip_prefix('\n').unwrap_or(rest)
    };
    let gone = text.text.len() - rest.len();
    text.right_stripped = gone > 0;
    text.text.drain(..gone);
}

fn strip_last(nodes: &mut [Node], all: bool) {
    strip_end(nodes, nodes.len(), all);
}

/// Takes the indentation from the end of the text before `index`, or `all` its white space; tells whether there was
/// any.
fn strip_end(nodes: &mut [Node], index: usize, all: bool) -> bool {
    let Some(Node::Text(text)) = before(nodes, index) else { return false };
    if !all && text.left_stripped {
        return false;
    }
    let kept = if all {
        text.text.trim_end_matches(is_space).len()
    } else {
        text.text.trim_end_matches([' ', '\t']).len()
    };
    text.left_stripped = kept < text.text.len();
    text.text.truncate(kept);
    text.left_stripped
}

fn before(nodes: &mut [Node], index: usize) -> Option<&mut Node> {
    nodes.get_mut(index.checked_sub(1)?)
}

/// The bodies of a block, the plain `{{else}}` last.
fn bodies(block: &mut Block, index: usize) -> &mut [Node] {
    let Block { branches, otherwise, .. } = block;
    match branches.get_mut(index) {
        Some(branch) => &mut branch.body,
        None => otherwise.as_mut().map_or(&mut [], |otherwise| &mut otherwise.body),
    }
}

/// What the tag before that body takes away.
fn opening_strip(block: &Block, index: usize) -> Strip {
    match block.branches.get(index) {
        Some(branch) => branch.strip,
        None => block.otherwise.as_ref().map_or(Strip::default(), |otherwise| otherwise.strip),
    }
}
