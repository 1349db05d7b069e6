//! Replacing text in a file.

use genkit::prelude::*;

/// The text with `old` replaced by `new`: at its one place, or at all.
pub(crate) fn replaced(text: &str, old: &str, new: &str, all: bool) -> Result<String> {
    if old.is_empty() {
        return Err(Error::invalid_argument("the text to replace is empty"));
    }
    match (text.matches(old).count(), all) {
        (0, _) => Err(Error::not_found("the text to replace does not occur in the file")),
        (1, _) | (_, true) => Ok(text.replace(old, new)),
        (count, false) => Err(Error::failed_precondition(format!(
            "the text to replace occurs {count} times: give more of what is around it, or replace all"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_or_all_of_them() -> Result<()> {
        assert_eq!(replaced("a b c", "b", "x", false)?, "a x c");
        assert_eq!(replaced("b b", "b", "x", true)?, "x x");
        assert_eq!(replaced("b b", "b", "x", false).unwrap_err().status(), Status::FailedPrecondition);
        assert_eq!(replaced("a", "b", "x", true).unwrap_err().status(), Status::NotFound);
        assert_eq!(replaced("a", "", "x", true).unwrap_err().status(), Status::InvalidArgument);
        Ok(())
    }
}
