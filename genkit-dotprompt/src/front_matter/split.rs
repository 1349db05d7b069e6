//! Where front matter ends and the template starts.

use std::ops::Range;

use crate::value::{is_blank, trim_end, trim_start};

/// The parts of a prompt file, as ranges of its bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Split {
    /// The YAML between the `---` lines, and the line of the file that it starts on.
    pub(crate) yaml: Option<(Range<usize>, u32)>,
    pub(crate) body: Range<usize>,
}

/// Front matter stands between two lines of `---`, at the start but for blank lines and lines of `#` (a licence,
/// say). The template after it is trimmed; a file without front matter is a template as it is.
pub(crate) fn split(file: &str) -> Split {
    let start = if file.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = Lines { file, offset: start, number: 0 };
    let fence = lines.by_ref().find(|line| !line.text.starts_with('#') && !is_blank(line.text));
    if let Some(open) = fence.filter(|line| is_fence(line.text))
        && let Some(close) = lines.find(|line| is_fence(line.text))
    {
        return Split {
            yaml: Some((open.end..close.start, open.number + 1)),
            body: trimmed(file, close.end),
        };
    }
    Split { yaml: None, body: start..file.len() }
}

fn is_fence(line: &str) -> bool {
    line.strip_prefix("---").is_some_and(is_blank)
}

fn trimmed(file: &str, from: usize) -> Range<usize> {
    let rest = file.get(from..).unwrap_or_default();
    let start = from + (rest.len() - trim_start(rest).len());
    start..start.max(from + trim_end(rest).len())
}

struct Lines<'f> {
    file: &'f str,
    offset: usize,
    number: u32,
}

struct Line<'f> {
    text: &'f str,
    start: usize,
    /// After the line's end mark.
    end: usize,
    number: u32,
}

impl<'f> Iterator for Lines<'f> {
    type Item = Line<'f>;

    /// Lines end with `\n`, `\r\n` or `\r`.
    fn next(&mut self) -> Option<Line<'f>> {
        let rest = self.file.get(self.offset..).filter(|rest| !rest.is_empty())?;
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let (text, mark) = rest.split_at(length);
        let mark = if mark.starts_with("\r\n") { 2 } else { mark.len().min(1) };
        let start = self.offset;
        self.offset = start + length + mark;
        self.number = self.number.saturating_add(1);
        Some(Line { text, start, end: self.offset, number: self.number })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(file: &str) -> (Option<(&str, u32)>, &str) {
        let Split { yaml, body } = split(file);
        (yaml.map(|(range, line)| (&file[range], line)), &file[body])
    }

    #[test]
    fn fences() {
        assert_eq!(parts("---\na: 1\n---\n Hi \n"), (Some(("a: 1\n", 2)), "Hi"));
        assert_eq!(parts("---\r\na: 1\r\n---\r\nHi"), (Some(("a: 1\r\n", 2)), "Hi"));
        assert_eq!(parts("# (c)\n\n--- \na: 1\n---\n"), (Some(("a: 1\n", 4)), ""));
        assert_eq!(parts("---\n---\nHi"), (Some(("", 2)), "Hi"));
        assert_eq!(parts("---\na: 1\n---"), (Some(("a: 1\n", 2)), ""));
    }

    #[test]
    fn no_fences() {
        assert_eq!(parts(" Hi\n"), (None, " Hi\n"));
        assert_eq!(parts("---\na: 1\n"), (None, "---\na: 1\n"));
        assert_eq!(parts("Hi\n---\na: 1\n---\n"), (None, "Hi\n---\na: 1\n---\n"));
        assert_eq!(parts("----\na: 1\n----\n"), (None, "----\na: 1\n----\n"));
        assert_eq!(parts("\u{feff}Hi"), (None, "Hi"));
        assert_eq!(parts(""), (None, ""));
    }
}
