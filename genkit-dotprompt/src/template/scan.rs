//! The source as a flat row of texts and tags.

use super::ast::{Call, Comment, Mustache, PartialCall, PartialName, Path, Strip, Text};
use super::cursor::{Cursor, Mark};
use super::expression;
use crate::error::{Error, ErrorKind, Result};
use crate::position::Span;
use crate::value::is_space;

/// A text or a tag.
#[derive(Debug)]
pub(super) enum Item {
    Text(Text),
    Mustache(Mustache),
    Partial(PartialCall),
    Comment(Comment),
    Open(Opening),
    /// `{{else}}` or `{{^}}`.
    Else(Strip, Span),
    /// `{{else if x}}`.
    ElseIf(Opening),
    Close(Path, Strip, Span),
}

/// A tag that opens a block or a branch of one.
#[derive(Debug)]
pub(super) struct Opening {
    pub(super) call: Call,
    pub(super) block_params: Vec<String>,
    pub(super) inverted: bool,
    pub(super) strip: Strip,
    pub(super) span: Span,
}

/// Reads the whole of `cursor` into `sink`, one item after the other.
pub(super) fn scan(cursor: &mut Cursor<'_>, mut sink: impl FnMut(Item) -> Result<()>) -> Result<()> {
    while !cursor.rest().is_empty() {
        let literal = text(cursor, &mut sink)?;
        if !literal && !cursor.rest().is_empty() {
            sink(tag(cursor)?)?;
        }
    }
    Ok(())
}

/// Text up to the next tag. `\{{` makes the following tag text too, which gives `true`; `\\{{` is a backslash
/// before a tag.
fn text(cursor: &mut Cursor<'_>, sink: &mut impl FnMut(Item) -> Result<()>) -> Result<bool> {
    let rest = cursor.rest();
    let Some(end) = rest.find("{{") else {
        return push_text(cursor, rest.len(), 0, sink).map(|()| false);
    };
    let before = rest.get(..end).unwrap_or_default();
    let escaped = before.ends_with('\\') && !before.ends_with("\\\\");
    push_text(cursor, end, usize::from(before.ends_with('\\')), sink)?;
    if escaped {
        let rest = cursor.rest();
        let after = rest.get(2..).unwrap_or_default();
        let mut end = after.find("{{").unwrap_or(after.len());
        // The backslashes belong to the tag that comes next.
        for prefix in ["\\", "\\"] {
            end -= usize::from(after.get(..end).is_some_and(|text| text.ends_with(prefix)));
        }
        push_text(cursor, end + 2, 0, sink)?;
    }
    Ok(escaped)
}

fn push_text(
    cursor: &mut Cursor<'_>,
    bytes: usize,
    drop_last: usize,
    sink: &mut impl FnMut(Item) -> Result<()>,
) -> Result<()> {
    let start = cursor.mark();
    let text = cursor.advance(bytes - drop_last);
    let span = cursor.span_from(start);
    cursor.advance(drop_last);
    if text.is_empty() {
        return Ok(());
    }
    sink(Item::Text(Text { text: text.to_owned(), span, left_stripped: false, right_stripped: false }))
}

fn tag(cursor: &mut Cursor<'_>) -> Result<Item> {
    let start = cursor.mark();
    if cursor.rest().starts_with("{{{{") {
        return Err(cursor.error("raw blocks (`{{{{`) are not supported; write `\\{{` for a literal `{{`"));
    }
    let here = cursor.clone();
    let unsupported = |what: &str| Err(here.error(format!("{what} are not supported")));
    cursor.eat("{{");
    let left = cursor.eat("~");
    if cursor.rest().starts_with('!') {
        return comment(cursor, start, left);
    }
    if let Some(item) = else_tag(cursor, start, left)? {
        return Ok(item);
    }
    if cursor.eat("#>") {
        unsupported("partial blocks (`{{#>`)")
    } else if cursor.eat("#*") {
        unsupported("inline partials (`{{#*`)")
    } else if cursor.eat("*") {
        unsupported("decorators (`{{*`)")
    } else if cursor.eat(">") {
        partial(cursor, start, left)
    } else if cursor.eat("#") {
        opening(cursor, start, left, false).map(Item::Open)
    } else if cursor.eat("^") {
        opening(cursor, start, left, true).map(Item::Open)
    } else if cursor.eat("/") {
        cursor.skip_space();
        let path = expression::name(cursor)?;
        let strip = Strip { left, right: close(cursor, "}}")? };
        Ok(Item::Close(path, strip, cursor.span_from(start)))
    } else {
        let end = if cursor.eat("{") { "}}}" } else { "}}" };
        cursor.eat("&");
        let call = expression::call(cursor, 0)?;
        let strip = Strip { left, right: close(cursor, end)? };
        Ok(Item::Mustache(Mustache { call, strip, span: cursor.span_from(start) }))
    }
}

/// `{{else}}`, `{{^}}` and `{{else if x}}`.
fn else_tag(cursor: &mut Cursor<'_>, start: Mark, left: bool) -> Result<Option<Item>> {
    let mut ahead = cursor.clone();
    let caret = ahead.eat("^");
    ahead.skip_space();
    if !caret && !ahead.eat("else") {
        return Ok(None);
    }
    let mut end = ahead.clone();
    if let Ok(right) = close(&mut end, "}}") {
        *cursor = end;
        return Ok(Some(Item::Else(Strip { left, right }, cursor.span_from(start))));
    }
    // `{{else.x}}`, `{{elsewhere}}` and `{{else=` are names; only white space makes it a branch.
    if caret || !ahead.peek().is_some_and(is_space) {
        return Ok(None);
    }
    *cursor = ahead;
    opening(cursor, start, left, false).map(|opening| Some(Item::ElseIf(opening)))
}

fn opening(cursor: &mut Cursor<'_>, start: Mark, left: bool, inverted: bool) -> Result<Opening> {
    let call = expression::call(cursor, 0)?;
    let block_params = expression::block_params(cursor)?;
    let strip = Strip { left, right: close(cursor, "}}")? };
    Ok(Opening { call, block_params, inverted, strip, span: cursor.span_from(start) })
}

fn partial(cursor: &mut Cursor<'_>, start: Mark, left: bool) -> Result<Item> {
    cursor.skip_space();
    let name = if cursor.peek() == Some('(') {
        PartialName::Dynamic(expression::sub_expression(cursor, 0)?)
    } else {
        PartialName::Static(expression::name(cursor)?.original)
    };
    let arguments = expression::arguments(cursor, 0)?;
    if let Some(second) = arguments.params.get(1) {
        let message = "a partial takes one context; name further arguments (`key=value`)";
        return Err(Error::new(ErrorKind::Syntax, message).span(second.span()));
    }
    let context = arguments.params.into_iter().next();
    let strip = Strip { left, right: close(cursor, "}}")? };
    let span = cursor.span_from(start);
    Ok(Item::Partial(PartialCall { name, context, hash: arguments.hash, indent: String::new(), strip, span }))
}

fn comment(cursor: &mut Cursor<'_>, start: Mark, left: bool) -> Result<Item> {
    let unclosed = Error::new(ErrorKind::Syntax, "the comment has no end").span(cursor.span_from(start));
    cursor.eat("!");
    let rest = cursor.rest();
    let (end, right) = if rest.starts_with("--") {
        let plain = rest.find("--}}").map(|at| (at + 4, false));
        let strips = rest.find("--~}}").map(|at| (at + 5, true));
        match (plain, strips) {
            (Some(plain), Some(strips)) => plain.min(strips),
            (plain, strips) => plain.or(strips).ok_or(unclosed)?,
        }
    } else {
        let end = rest.find("}}").ok_or(unclosed)?;
        (end + 2, rest.get(..end).is_some_and(|text| text.ends_with('~')))
    };
    cursor.advance(end);
    Ok(Item::Comment(Comment { strip: Strip { left, right }, span: cursor.span_from(start) }))
}

/// The end of a tag; gives whether it strips what follows.
fn close(cursor: &mut Cursor<'_>, end: &str) -> Result<bool> {
    cursor.skip_space();
    let (brace, end) = if end.len() == 3 { ("}", "}}") } else { ("", end) };
    let mut ahead = cursor.clone();
    ahead.eat(brace);
    let right = ahead.eat("~");
    if !cursor.rest().starts_with(brace) || !ahead.eat(end) {
        return Err(expression::unexpected(cursor, &format!("`{brace}{end}`")));
    }
    *cursor = ahead;
    Ok(right)
}
