//! Values that one document does not take: the rest of the text stands in documents below it, which bear the token of the
//! write that they belong to. They come and go in one commit with it.

use serde_json::{Value, json};

use crate::record::{Document, text};

/// The last part of every path to the rest of a value.
const PARTS: &str = "genkit-parts";
/// How many bytes of text a document has at most: a mebibyte, with names and times.
const LONGEST: usize = 1_000_000;

/// The pieces of a text, at least one, cut between characters.
pub(crate) fn cut(text: &str) -> Vec<&str> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while rest.len() > LONGEST {
        let at = (0..=LONGEST).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or_default();
        let (piece, more) = rest.split_at(at);
        pieces.push(piece);
        rest = more;
    }
    pieces.push(rest);
    pieces
}

fn name(document: &str, token: &str, n: usize) -> String {
    format!("{document}/{PARTS}/{token}-{n}")
}

/// The names of the documents that have the rest of this one's value.
pub(crate) fn names(document: &Document) -> Vec<String> {
    (1..=document.parts).map(|n| name(&document.name, &document.token, n)).collect()
}

/// Writes of the pieces after the first.
pub(crate) fn writes(document: &str, token: &str, pieces: &[&str], expires: Option<&Value>) -> Vec<Value> {
    let numbered = pieces.iter().enumerate().skip(1);
    let writes = numbered.map(|(n, piece)| {
        let mut fields = json!({"json": text(piece)});
        if let (Some(expires), Some(fields)) = (expires, fields.as_object_mut()) {
            fields.insert("expires".to_owned(), expires.clone());
        }
        json!({"update": {"name": name(document, token, n), "fields": fields}})
    });
    writes.collect()
}

/// Deletions of the pieces after the first.
pub(crate) fn deletions(document: &Document) -> impl Iterator<Item = Value> {
    names(document).into_iter().map(|name| json!({"delete": name}))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, cut};

    #[test]
    fn a_text_is_cut_between_characters() {
        let text = format!("{}é{}", "x".repeat(LONGEST - 1), "y".repeat(LONGEST));
        let pieces = cut(&text);
        assert_eq!(pieces.iter().map(|piece| piece.len()).collect::<Vec<_>>(), [LONGEST - 1, LONGEST, 2]);
        assert_eq!(pieces.concat(), text);
        assert_eq!(cut(""), [""]);
    }
}
