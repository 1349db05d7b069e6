//! The flat row of tags as a tree.

use super::ast::{Block, Branch, Node, Otherwise, Path, Strip};
use super::scan::{Item, Opening};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::MAX_BLOCK_DEPTH;
use crate::position::Span;

/// Takes items in order; holds the blocks that are still open. No recursion, so depth costs no stack.
#[derive(Debug, Default)]
pub(super) struct Builder {
    top: Vec<Node>,
    open: Vec<Frame>,
}

#[derive(Debug)]
struct Frame {
    branches: Vec<Branch>,
    otherwise: Option<Otherwise>,
    inverted: bool,
    span: Span,
}

impl Builder {
    pub(super) fn push(&mut self, item: Item) -> Result<()> {
        match item {
            Item::Text(text) => self.body().push(Node::Text(text)),
            Item::Mustache(mustache) => self.body().push(Node::Mustache(mustache)),
            Item::Partial(partial) => self.body().push(Node::Partial(partial)),
            Item::Comment(comment) => self.body().push(Node::Comment(comment)),
            Item::Open(opening) => self.open(opening)?,
            Item::ElseIf(opening) => self.branch(opening)?,
            Item::Else(strip, span) => self.otherwise(strip, span)?,
            Item::Close(path, strip, span) => self.close(&path, strip, span)?,
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Vec<Node>> {
        match self.open.last() {
            None => Ok(self.top),
            Some(frame) => {
                let name = frame.name();
                Err(syntax(frame.span, format!("the block `{name}` is never closed; add `{{{{/{name}}}}}`")))
            }
        }
    }

    fn body(&mut self) -> &mut Vec<Node> {
        match self.open.last_mut() {
            Some(Frame { otherwise: Some(otherwise), .. }) => &mut otherwise.body,
            Some(Frame { branches, .. }) => {
                branches.last_mut().map_or(&mut self.top, |branch| &mut branch.body)
            }
            None => &mut self.top,
        }
    }

    fn open(&mut self, opening: Opening) -> Result<()> {
        if self.open.len() >= MAX_BLOCK_DEPTH {
            let message = format!("blocks stand more than {MAX_BLOCK_DEPTH} deep in one another");
            return Err(Error::new(ErrorKind::Limit, message).span(opening.span));
        }
        let (inverted, span) = (opening.inverted, opening.span);
        self.open.push(Frame { branches: vec![branch(opening)], otherwise: None, inverted, span });
        Ok(())
    }

    fn branch(&mut self, opening: Opening) -> Result<()> {
        match self.open.last_mut() {
            Some(Frame { otherwise: Some(_), .. }) => Err(syntax(opening.span, "a branch after `{{else}}`")),
            Some(Frame { inverted: true, .. }) => {
                Err(syntax(opening.span, "a block opened by `{{^` takes a plain `{{else}}` only"))
            }
            Some(frame) => {
                frame.branches.push(branch(opening));
                Ok(())
            }
            None => Err(syntax(opening.span, "`{{else}}` outside of a block")),
        }
    }

    fn otherwise(&mut self, strip: Strip, span: Span) -> Result<()> {
        match self.open.last_mut() {
            Some(Frame { otherwise: Some(_), .. }) => Err(syntax(span, "a second `{{else}}` in one block")),
            Some(frame) => {
                frame.otherwise = Some(Otherwise { body: Vec::new(), strip, span });
                Ok(())
            }
            None => Err(syntax(span, "`{{else}}` outside of a block")),
        }
    }

    fn close(&mut self, path: &Path, close: Strip, span: Span) -> Result<()> {
        let Some(frame) = self.open.pop() else {
            return Err(syntax(span, format!("`{{{{/{}}}}}` closes nothing", path.original)));
        };
        if frame.name() != path.original {
            let (name, line) = (frame.name(), frame.span.line);
            let message =
                format!("`{{{{/{}}}}}` does not match the block `{name}` of line {line}", path.original);
            return Err(syntax(span, message));
        }
        let span = Span { end: span.end, ..frame.span };
        let Frame { branches, otherwise, inverted, .. } = frame;
        self.body().push(Node::Block(Block { branches, otherwise, inverted, close, span }));
        Ok(())
    }
}

impl Frame {
    fn name(&self) -> &str {
        self.branches.first().map_or("", |branch| &branch.call.path.original)
    }
}

fn branch(opening: Opening) -> Branch {
    let Opening { call, block_params, strip, span, .. } = opening;
    Branch { call, block_params, body: Vec::new(), strip, span }
}

fn syntax(span: Span, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Syntax, message).span(span)
}
