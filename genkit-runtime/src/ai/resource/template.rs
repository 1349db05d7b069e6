//! URI templates (RFC 6570), read backwards: does a URI fit?
//!
//! As on Genkit's wire an expression stands for any text, a slash or nothing included, up to the next literal of the
//! template; one with an operator (`{/path}`, `{?query}`) begins with its sign or is not there. Nothing is tried
//! twice, so that no URI takes more than a look at each of its characters for each expression.

/// True if the URI fits the template.
pub(super) fn fits(template: &str, uri: &str) -> bool {
    let mut pieces = template.split('{');
    let Some(mut rest) = pieces.next().and_then(|first| uri.strip_prefix(first)) else { return false };
    let expressions: Vec<(&str, &str)> =
        pieces.map(|piece| piece.split_once('}').unwrap_or((piece, ""))).collect();
    for (i, (expression, literal)) in expressions.iter().enumerate() {
        let next = expressions.get(i + 1..).unwrap_or_default();
        let skipped = sign(expression).is_some_and(|sign| !rest.starts_with(sign));
        let Some(after) = (if skipped { Some(rest) } else { value_end(rest, literal, next) }) else {
            return false;
        };
        let Some(after) = after.strip_prefix(literal) else { return false };
        rest = after;
    }
    rest.is_empty()
}

/// What is left where the value of an expression ends; `None` if no text after it can fit.
fn value_end<'a>(rest: &'a str, literal: &str, mut next: &[(&str, &str)]) -> Option<&'a str> {
    let mut literal = literal;
    loop {
        let Some(((expression, after), more)) = next.split_first() else {
            // The last: everything but the end of the template is its.
            let cut = rest.len().checked_sub(literal.len())?;
            return rest.get(cut..).filter(|end| *end == literal);
        };
        if !literal.is_empty() {
            return rest.find(literal).and_then(|at| rest.get(at..));
        }
        if let Some(sign) = sign(expression) {
            return rest.get(rest.find(sign).unwrap_or(rest.len())..);
        }
        // Nothing tells this one from the next: it takes what both could.
        (literal, next) = (after, more);
    }
}

/// The sign that the value of an expression begins with.
fn sign(expression: &str) -> Option<char> {
    match expression.chars().next()? {
        '&' => Some('&'),
        sign @ ('#' | '.' | '/' | ';' | '?') => Some(sign),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn as_on_the_wire() {
        let cases = [
            ("notes://{id}", "notes://5", true),
            ("notes://{id}", "notes://", true),
            ("notes://{id}", "notes://a/b", true),
            ("notes://{id}", "notes:/5", false),
            ("a://{x}/b/{y}", "a://1/b/2", true),
            ("a://{x}/b/{y}", "a://1/c/2", false),
            ("a://{x}/b", "a://1/b/b", true),
            ("a://{x}/b", "a:///b", true),
            ("a://{x}/b", "a://b", false),
            ("a://{+path}", "a://x/y", true),
            ("a://x{?q,r}", "a://x", true),
            ("a://x{?q,r}", "a://x?q=1&r=2", true),
            ("a://x{?q}", "a://xq", false),
            ("a://{x}{/rest*}", "a://1/2/3", true),
            ("a://{x}{y}.txt", "a://12.txt", true),
            ("a://b", "a://b", true),
            ("a://b", "a://bc", false),
            ("", "", true),
            ("{x}", "whatever", true),
            ("a://é{x}é", "a://éüé", true),
        ];
        for (template, uri, wanted) in cases {
            assert_eq!(fits(template, uri), wanted, "{template} and {uri}");
        }
    }
}
