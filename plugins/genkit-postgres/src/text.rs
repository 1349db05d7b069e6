//! Texts as PostgreSQL takes them: all but the sign NUL.

use std::borrow::Cow;

use genkit::{Error, Result, StoreKey};

/// The most bytes that the parts of a key have together: rows of an index are short.
const LONGEST: usize = 2000;

/// Writes NUL as two signs of number 1, and a sign of number 1 as itself and a 2. Texts sort as before.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| byte <= 1) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('\u{1}', "\u{1}\u{2}").replace('\u{0}', "\u{1}\u{1}"))
}

pub(crate) fn unescape(text: String) -> String {
    if !text.contains('\u{1}') {
        return text;
    }
    // No two escapes overlap, but what one gives must not be read as another.
    let mut signs = text.chars();
    let mut out = String::with_capacity(text.len());
    while let Some(sign) = signs.next() {
        out.push(match sign {
            '\u{1}' if signs.next() == Some('\u{1}') => '\u{0}',
            sign => sign,
        });
    }
    out
}

/// A key as columns.
pub(crate) struct Columns<'a> {
    pub(crate) tenant: Cow<'a, str>,
    pub(crate) collection: Cow<'a, str>,
    pub(crate) id: Cow<'a, str>,
}

impl<'a> Columns<'a> {
    pub(crate) fn of(key: &'a StoreKey) -> Result<Self> {
        key.check()?;
        let [tenant, collection, id] = [&key.tenant, &key.collection, &key.id].map(|part| escape(part));
        short("a key", tenant.len() + collection.len() + id.len())?;
        Ok(Self { tenant, collection, id })
    }
}

pub(crate) fn short(what: &str, bytes: usize) -> Result<()> {
    if bytes <= LONGEST {
        return Ok(());
    }
    Err(Error::invalid_argument(format!("{what} of {bytes} bytes: PostgreSQL takes at most {LONGEST}")))
}

/// A number that stands for texts in notifications, the same in every process (FNV-1a).
pub(crate) fn number_of(texts: &[&str]) -> u64 {
    // No text has this byte in it.
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back_and_sorts_as_before() {
        let texts = [
            "",
            "\u{0}",
            "\u{0}\u{0}",
            "\u{0}\u{1}",
            "\u{0}a",
            "\u{1}",
            "\u{1}\u{1}",
            "\u{1}\u{2}",
            "\u{2}",
            "a",
            "a\u{0}",
        ];
        let escaped: Vec<_> = texts.iter().map(|text| escape(text).into_owned()).collect();
        assert!(escaped.is_sorted() && !escaped.concat().contains('\u{0}'), "{escaped:?}");
        let back: Vec<_> = escaped.into_iter().map(unescape).collect();
        assert_eq!(back, texts);
    }
}
