//! What stands inside a tag: paths, literals, arguments, sub-expressions.

use serde_json::Value;

use super::ast::{Call, Expr, HashPair, Literal, Path, Segment};
use super::cursor::Cursor;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::MAX_EXPRESSION_DEPTH;
use crate::value::is_space;

/// `helper a b key=value`, up to whatever cannot be an argument.
pub(super) fn call(cursor: &mut Cursor<'_>, depth: usize) -> Result<Call> {
    cursor.skip_space();
    let start = cursor.mark();
    let path = head(cursor)?;
    let Arguments { params, hash } = arguments(cursor, depth)?;
    let span = cursor.span_from(start);
    Ok(Call { path, params, hash, span })
}

#[derive(Debug, Default)]
pub(super) struct Arguments {
    pub(super) params: Vec<Expr>,
    pub(super) hash: Vec<HashPair>,
}

/// `a b key=value`; the cursor is left after the last of them.
pub(super) fn arguments(cursor: &mut Cursor<'_>, depth: usize) -> Result<Arguments> {
    let mut found = Arguments::default();
    loop {
        let mut ahead = cursor.clone();
        ahead.skip_space();
        if at_end_of_arguments(&ahead) {
            return Ok(found);
        }
        *cursor = ahead;
        if let Some(pair) = hash_pair(cursor, depth)? {
            found.hash.push(pair);
        } else if found.hash.is_empty() {
            found.params.push(expression(cursor, depth)?);
        } else {
            return Err(cursor.error("an argument without a name cannot follow one with a name"));
        }
    }
}

/// The names in `as |a b|`, if they come next.
pub(super) fn block_params(cursor: &mut Cursor<'_>) -> Result<Vec<String>> {
    cursor.skip_space();
    if !at_block_params(cursor) {
        return Ok(Vec::new());
    }
    cursor.eat("as");
    cursor.skip_space();
    cursor.eat("|");
    let mut names = Vec::new();
    loop {
        cursor.skip_space();
        if cursor.eat("|") {
            break;
        }
        names.push(identifier(cursor)?);
    }
    if names.is_empty() {
        return Err(cursor.error("`as | |` needs a name"));
    }
    Ok(names)
}

/// What a partial or a closing tag is called: a path as it is written, or a literal.
pub(super) fn name(cursor: &mut Cursor<'_>) -> Result<Path> {
    head(cursor)
}

/// `(helper x)`.
pub(super) fn sub_expression(cursor: &mut Cursor<'_>, depth: usize) -> Result<Call> {
    let start = cursor.mark();
    if depth >= MAX_EXPRESSION_DEPTH {
        let message = format!("sub-expressions stand more than {MAX_EXPRESSION_DEPTH} deep in one another");
        return Err(Error::new(ErrorKind::Limit, message).span(cursor.span_from(start)));
    }
    cursor.eat("(");
    let mut inner = call(cursor, depth + 1)?;
    cursor.skip_space();
    if !cursor.eat(")") {
        return Err(unexpected(cursor, "`)`"));
    }
    inner.span = cursor.span_from(start);
    Ok(inner)
}

pub(super) fn expression(cursor: &mut Cursor<'_>, depth: usize) -> Result<Expr> {
    if cursor.peek() == Some('(') {
        return Ok(Expr::Call(Box::new(sub_expression(cursor, depth)?)));
    }
    if let Some(literal) = literal(cursor)? {
        return Ok(Expr::Literal(literal));
    }
    Ok(Expr::Path(path(cursor)?))
}

pub(super) fn unexpected(cursor: &Cursor<'_>, wanted: &str) -> Error {
    match cursor.peek() {
        Some(c) => cursor.error(format!("expected {wanted}, found `{}`", c.escape_debug())),
        None => cursor.error(format!("expected {wanted}, found the end of the template")),
    }
}

/// A helper's or variable's name. A literal in this place is a name too: `{{"a b"}}` reads the variable `a b`.
fn head(cursor: &mut Cursor<'_>) -> Result<Path> {
    let Some(literal) = literal(cursor)? else {
        return path(cursor);
    };
    let name = match literal.value {
        Some(Value::String(text)) => text,
        Some(value) => value.to_string(),
        None => "undefined".to_owned(),
    };
    let segment = Segment { name: name.clone(), span: literal.span };
    Ok(Path {
        data: false,
        depth: 0,
        scoped: false,
        segments: vec![segment],
        original: name,
        span: literal.span,
    })
}

fn at_end_of_arguments(cursor: &Cursor<'_>) -> bool {
    let rest = cursor.rest();
    rest.is_empty() || rest.starts_with(['}', ')', '~', '|']) || at_block_params(cursor)
}

fn at_block_params(cursor: &Cursor<'_>) -> bool {
    cursor.rest().strip_prefix("as").is_some_and(|rest| {
        let bar = rest.trim_start_matches(is_space);
        bar.len() < rest.len() && bar.starts_with('|')
    })
}

fn hash_pair(cursor: &mut Cursor<'_>, depth: usize) -> Result<Option<HashPair>> {
    let mut ahead = cursor.clone();
    let start = ahead.mark();
    let Ok(name) = identifier(&mut ahead) else { return Ok(None) };
    let span = ahead.span_from(start);
    ahead.skip_space();
    if !ahead.eat("=") {
        return Ok(None);
    }
    ahead.skip_space();
    let value = expression(&mut ahead, depth)?;
    *cursor = ahead;
    Ok(Some(HashPair { name, value, span }))
}

fn literal(cursor: &mut Cursor<'_>) -> Result<Option<Literal>> {
    let start = cursor.mark();
    let value = match cursor.peek() {
        Some(quote @ ('"' | '\'')) => Some(Value::String(string(cursor, quote)?)),
        _ => {
            let rest = cursor.rest();
            let word =
                rest.split(|c: char| is_space(c) || matches!(c, '~' | '}' | ')')).next().unwrap_or(rest);
            let value = match word {
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                "null" => Some(Value::Null),
                "undefined" => None,
                _ => match number(word) {
                    Some(number) => Some(number),
                    None => return Ok(None),
                },
            };
            cursor.advance(word.len());
            value
        }
    };
    Ok(Some(Literal { value, span: cursor.span_from(start) }))
}

/// Digits, with a sign before and a fraction after if need be; anything else may be a name.
fn number(word: &str) -> Option<Value> {
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    word.parse::<i64>().map(Value::from).ok().or_else(|| word.parse::<f64>().ok().map(Value::from))
}

fn string(cursor: &mut Cursor<'_>, quote: char) -> Result<String> {
    let unclosed = cursor.error("the string has no end");
    cursor.advance(quote.len_utf8());
    let mut text = String::new();
    loop {
        text.push_str(cursor.eat_while(|c| c != quote && c != '\\'));
        match cursor.peek() {
            Some(c) if c == quote => {
                cursor.advance(c.len_utf8());
                return Ok(text);
            }
            Some(_) => {
                // A backslash escapes the quote only; before anything else it stands for itself.
                cursor.eat("\\");
                if cursor.peek() == Some(quote) {
                    cursor.advance(quote.len_utf8());
                    text.push(quote);
                } else {
                    text.push('\\');
                }
            }
            None => return Err(unclosed),
        }
    }
}

fn path(cursor: &mut Cursor<'_>) -> Result<Path> {
    let start = cursor.mark();
    let mut path = Path {
        data: cursor.eat("@"),
        depth: 0,
        scoped: false,
        segments: Vec::new(),
        original: String::new(),
        span: cursor.span_from(start),
    };
    loop {
        let at = cursor.mark();
        let bracketed = cursor.peek() == Some('[');
        let name = if cursor.peek() == Some('.') { dots(cursor)? } else { identifier(cursor)? };
        match name.as_str() {
            ".." | "." | "this" if !bracketed => {
                if !path.segments.is_empty() {
                    let message = format!("`{name}` can only stand at the start of a path");
                    return Err(Error::new(ErrorKind::Syntax, message).span(cursor.span_from(at)));
                }
                path.depth += usize::from(name == "..");
                path.scoped = true;
            }
            _ => path.segments.push(Segment { name, span: cursor.span_from(at) }),
        }
        if !cursor.rest().starts_with(['.', '/']) {
            break;
        }
        cursor.advance(1);
    }
    path.span = cursor.span_from(start);
    path.original = cursor.text(path.span).to_owned();
    Ok(path)
}

/// A name: anything but white space and the characters that templates use; or anything in brackets.
fn identifier(cursor: &mut Cursor<'_>) -> Result<String> {
    if cursor.peek() == Some('[') {
        return bracketed(cursor);
    }
    let name = cursor.eat_while(is_name_char);
    if name.is_empty() || !at_end_of_name(cursor) {
        return Err(unexpected(cursor, "a name"));
    }
    Ok(name.to_owned())
}

/// `.` or `..`.
fn dots(cursor: &mut Cursor<'_>) -> Result<String> {
    let name = if cursor.rest().starts_with("..") { ".." } else { "." };
    cursor.advance(name.len());
    if at_end_of_name(cursor) { Ok(name.to_owned()) } else { Err(unexpected(cursor, "`/`")) }
}

fn at_end_of_name(cursor: &Cursor<'_>) -> bool {
    cursor.peek().is_none_or(|c| is_space(c) || matches!(c, '=' | '~' | '}' | '/' | '.' | ')' | '|'))
}

fn bracketed(cursor: &mut Cursor<'_>) -> Result<String> {
    let unclosed = cursor.error("`[` has no `]`");
    cursor.advance(1);
    let mut name = String::new();
    loop {
        name.push_str(cursor.eat_while(|c| c != ']' && c != '\\'));
        if cursor.eat("]") {
            return Ok(name);
        }
        if !cursor.eat("\\") {
            return Err(unclosed);
        }
        match cursor.peek() {
            Some(c @ (']' | '\\')) => {
                name.push(c);
                cursor.advance(1);
            }
            _ => name.push('\\'),
        }
    }
}

fn is_name_char(c: char) -> bool {
    const RESERVED: &str = "!\"#%&'()*+,./;<=>@[\\]^`{|}~";
    !is_space(c) && !RESERVED.contains(c)
}
