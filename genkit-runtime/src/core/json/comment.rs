//! Comments, which JSON5 allows between any two tokens.

/// How far a comment is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comment {
    /// Behind the slash that may begin one.
    Slash,
    Line,
    Block,
    BlockStar,
}

impl Comment {
    /// Reads on in `rest`, which is not empty: how much of it belongs to the comment, and where the comment
    /// is then (`None`: ended). `None` if the slash began no comment.
    pub(super) fn read(self, rest: &str) -> Option<(usize, Option<Self>)> {
        let next = rest.bytes().next();
        Some(match (self, next) {
            (Self::Slash, Some(b'/')) => (1, Some(Self::Line)),
            (Self::Slash, Some(b'*')) => (1, Some(Self::Block)),
            (Self::Slash, _) => return None,
            (Self::Line, _) => match rest.find(['\n', '\r', '\u{2028}', '\u{2029}']) {
                Some(end) => (end, None),
                None => (rest.len(), Some(Self::Line)),
            },
            (Self::BlockStar, Some(b'/')) => (1, None),
            (Self::Block | Self::BlockStar, _) => match rest.find('*') {
                Some(star) => (star + 1, Some(Self::BlockStar)),
                None => (rest.len(), Some(Self::Block)),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How much of `text`, behind its slash, is the comment; read a character at a time.
    fn length(text: &str) -> Option<usize> {
        let (mut comment, mut at) = (Comment::Slash, 0);
        while at < text.len() {
            let (taken, next) = comment.read(&text[at..=at])?;
            at += taken;
            match next {
                Some(next) => comment = next,
                None => return Some(at),
            }
        }
        Some(at)
    }

    #[test]
    fn comments_end_where_they_should() {
        assert_eq!(length("/ a * b\n1"), Some(7));
        assert_eq!(length("* a ** / */1"), Some(11));
        assert_eq!(length("**/1"), Some(3));
        assert_eq!(length("*/ */"), Some(5));
        assert_eq!(length("x"), None);
        assert_eq!(Comment::Slash.read("* b */").map(|(taken, _)| taken), Some(1));
        assert_eq!(Comment::Block.read(" b */ 1"), Some((4, Some(Comment::BlockStar))));
    }
}
