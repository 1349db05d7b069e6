//! The stream that rendering writes to.

use super::Piece;
use crate::value::write_json;
use crate::value::{Indent, write_number};
use serde_json::Value;

/// Collects pieces, indents what partials write, and counts the bytes.
#[derive(Debug)]
pub(super) struct Output<'a> {
    pieces: Vec<Piece>,
    left: usize,
    /// One for each partial that is being rendered and has its line to itself.
    indents: Vec<LineIndent<'a>>,
}

#[derive(Debug)]
struct LineIndent<'a> {
    text: &'a str,
    at_line_start: bool,
}

/// The output has grown past its limit.
pub(super) struct Full;

impl<'a> Output<'a> {
    pub(super) fn new(limit: usize) -> Self {
        Output { pieces: Vec::new(), left: limit, indents: Vec::new() }
    }

    pub(super) fn finish(self) -> Vec<Piece> {
        self.pieces
    }

    /// How many bytes may still be written.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    pub(super) fn push_indent(&mut self, text: &'a str) {
        self.indents.push(LineIndent { text, at_line_start: true });
    }

    pub(super) fn pop_indent(&mut self) {
        self.indents.pop();
    }

    pub(super) fn text(&mut self, text: &str) -> Result<(), Full> {
        if self.indents.is_empty() {
            return self.raw(text);
        }
        for line in text.split_inclusive('\n') {
            self.start_line()?;
            self.raw(line)?;
            if line.ends_with('\n') {
                for indent in &mut self.indents {
                    indent.at_line_start = true;
                }
            }
        }
        Ok(())
    }

    pub(super) fn structure(&mut self, piece: Piece) -> Result<(), Full> {
        self.start_line()?;
        let bytes = match &piece {
            Piece::Media(media) => media.url.len() + media.content_type.as_ref().map_or(0, String::len),
            Piece::Section(name) => name.len(),
            _ => 1,
        };
        self.spend(bytes)?;
        self.pieces.push(piece);
        Ok(())
    }

    fn start_line(&mut self) -> Result<(), Full> {
        for index in 0..self.indents.len() {
            if let Some(indent) = self.indents.get_mut(index)
                && std::mem::take(&mut indent.at_line_start)
            {
                let text = indent.text;
                self.raw(text)?;
            }
        }
        Ok(())
    }

    fn raw(&mut self, text: &str) -> Result<(), Full> {
        self.spend(text.len())?;
        if text.is_empty() {
            return Ok(());
        }
        match self.pieces.last_mut() {
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
        Ok(())
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Full> {
        self.left = self.left.checked_sub(bytes).ok_or(Full)?;
        Ok(())
    }
}

/// A value as a template shows it. Lists are joined by commas, as in JavaScript; objects are JSON, where
/// JavaScript would only say `[object Object]`. `false` means nested too deep, or longer than `limit`.
#[must_use]
pub(crate) fn write_value(value: &Value, limit: usize, out: &mut String) -> bool {
    match value {
        Value::Null => {}
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(number, out),
        Value::String(text) => out.push_str(text),
        Value::Object(_) => return write_json(value, &Indent::default(), limit, out),
        Value::Array(items) => return write_list(items, limit, 0, out),
    }
    out.len() <= limit
}

fn write_list(items: &[Value], limit: usize, depth: usize, out: &mut String) -> bool {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        let fits = match item {
            Value::Array(_) if depth >= crate::limits::MAX_VALUE_DEPTH => false,
            Value::Array(items) => write_list(items, limit, depth + 1, out),
            item => write_value(item, limit, out),
        };
        if !fits {
            return false;
        }
    }
    out.len() <= limit
}
