//! The inside of a quoted string, read in whole stretches.

/// Where the reader is within an escape sequence, which a chunk may cut anywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Escape {
    #[default]
    None,
    /// Behind a backslash.
    Start,
    /// `\u` or `\x`: so many digits are missing.
    Digits { missing: u8, value: u32, unicode: bool },
    /// Behind a backslash and a carriage return: a line feed would belong to it.
    Return,
}

/// Reads one quoted string, in as many pieces as it comes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct StringReader {
    quote: u8,
    escape: Escape,
    /// The first half of a surrogate pair, which is only shown once the second is there.
    high: Option<u32>,
}

/// How far [`StringReader::feed`] came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// The text is used up and the string open.
    Open,
    /// The closing quote is read, so many bytes are used.
    Closed(usize),
    /// No escape sequence goes on like this, at this byte.
    Invalid(usize),
}

impl StringReader {
    /// Begins a string behind its opening quote.
    pub(super) fn begin(&mut self, quote: u8) {
        *self = Self { quote, ..Self::default() };
    }

    /// Appends to `out` what `text` says, up to the closing quote.
    ///
    /// A line break or another control character stands for itself: models write them, and nothing else can
    /// be meant. Half a surrogate pair becomes U+FFFD, since a Rust string cannot hold it.
    pub(super) fn feed(&mut self, text: &str, out: &mut String) -> Progress {
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            if self.escape == Escape::None {
                let plain = rest.bytes().position(|b| b == b'\\' || b == self.quote).unwrap_or(rest.len());
                if let Some(run) = rest.get(..plain).filter(|run| !run.is_empty()) {
                    self.flush(out);
                    out.push_str(run);
                    at += plain;
                    continue;
                }
                at += 1;
                if rest.starts_with('\\') {
                    self.escape = Escape::Start;
                } else {
                    self.flush(out);
                    return Progress::Closed(at);
                }
            } else if let Some(c) = rest.chars().next() {
                if self.escape == Escape::Return && c != '\n' {
                    self.escape = Escape::None;
                    continue; // the character is an ordinary one
                }
                if !self.escaped(c, out) {
                    return Progress::Invalid(at);
                }
                at += c.len_utf8();
            }
        }
        Progress::Open
    }

    /// Takes one character of an escape sequence; false if it cannot stand there.
    fn escaped(&mut self, c: char, out: &mut String) -> bool {
        if let Escape::Digits { missing, value, unicode } = self.escape {
            let Some(digit) = c.to_digit(16) else { return false };
            let value = value * 16 + digit;
            if missing > 1 {
                self.escape = Escape::Digits { missing: missing - 1, value, unicode };
            } else {
                self.escape = Escape::None;
                self.unit(value, unicode, out);
            }
            return true;
        }
        let back_in_text = |reader: &mut Self| reader.escape = Escape::None;
        match (self.escape, c) {
            (Escape::Start, 'u') => self.escape = Escape::Digits { missing: 4, value: 0, unicode: true },
            (Escape::Start, 'x') => self.escape = Escape::Digits { missing: 2, value: 0, unicode: false },
            // A line break behind a backslash continues the string on the next line and is no part of it.
            (Escape::Start, '\r') => self.escape = Escape::Return,
            (Escape::Start, '\n' | '\u{2028}' | '\u{2029}') | (Escape::Return, _) => back_in_text(self),
            (Escape::Start, '1'..='9') => return false,
            _ => {
                back_in_text(self);
                self.flush(out);
                out.push(match c {
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'v' => '\u{b}',
                    '0' => '\0',
                    other => other,
                });
            }
        }
        true
    }

    /// Takes a UTF-16 unit: half a pair waits for the other half.
    fn unit(&mut self, value: u32, unicode: bool, out: &mut String) {
        if unicode && let (Some(high), 0xDC00..=0xDFFF) = (self.high, value) {
            self.high = None;
            let pair = 0x1_0000 + ((high - 0xD800) << 10) + (value - 0xDC00);
            out.push(char::from_u32(pair).unwrap_or(char::REPLACEMENT_CHARACTER));
            return;
        }
        self.flush(out);
        if (0xD800..=0xDBFF).contains(&value) {
            self.high = Some(value);
        } else {
            out.push(char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }

    /// Half a pair whose other half did not come.
    fn flush(&mut self, out: &mut String) {
        if self.high.take().is_some() {
            out.push(char::REPLACEMENT_CHARACTER);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `text` (behind the opening quote) in one piece, and checks that single characters give the same.
    fn read(text: &str) -> (String, Progress) {
        let (mut reader, mut whole) = (StringReader::default(), String::new());
        reader.begin(b'"');
        let progress = reader.feed(text, &mut whole);
        let mut pieces = String::new();
        reader.begin(b'"');
        for piece in text.split_inclusive(|_| true) {
            if reader.feed(piece, &mut pieces) != Progress::Open {
                break;
            }
        }
        assert_eq!(whole, pieces);
        (whole, progress)
    }

    #[test]
    fn escapes() {
        assert_eq!(read(r#"a\n\t\"\\\/b" rest"#), ("a\n\t\"\\/b".to_owned(), Progress::Closed(13)));
        assert_eq!(read(r#"\x41\v\0\q""#).0, "A\u{b}\0q");
        assert_eq!(read("a\\\r\nb\\\nc\\\rd\"").0, "abcd");
        assert_eq!(read("line\nbreak\"").0, "line\nbreak");
    }

    #[test]
    fn pairs_wait_for_their_second_half() {
        assert_eq!(read(r#"\ud83d\ude00""#).0, "😀");
        assert_eq!(read(r"a\ud83d\ude0").0, "a");
        assert_eq!(read(r#"\ud83d""#).0, "\u{fffd}");
        assert_eq!(read(r#"\ud83dx\ude00""#).0, "\u{fffd}x\u{fffd}");
        assert_eq!(read(r#"\ud83d\ud83d\ude00\ude00""#).0, "\u{fffd}😀\u{fffd}");
    }

    #[test]
    fn what_cannot_be_an_escape() {
        assert_eq!(read(r#"ab\u00g0""#).1, Progress::Invalid(6));
        assert_eq!(read(r#"\1""#).1, Progress::Invalid(1));
        assert_eq!(read("open").1, Progress::Open);
    }
}
