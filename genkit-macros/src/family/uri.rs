//! URIs of resources, and their templates (RFC 6570).

use syn::LitStr;

use crate::errors::{Code, Diag};

/// Notes what is wrong with a URI that names one resource.
pub(crate) fn check_uri(uri: &LitStr, diag: &mut Diag) {
    let text = uri.value();
    let message = match blank(&text) {
        Some(message) => message,
        None if text.contains(['{', '}']) => {
            "a URI has no variables: write `template = \"..\"` instead".to_owned()
        }
        None => return,
    };
    diag.push(Code::BadTemplate, uri, message);
}

/// Notes what is wrong with a template that names many resources.
pub(crate) fn check_template(template: &LitStr, diag: &mut Diag) {
    let text = template.value();
    let message = match blank(&text).or_else(|| fault(&text)) {
        Some(message) => message,
        None if !text.contains('{') => {
            "a template has variables, as in `{path}`: write `uri = \"..\"` instead".to_owned()
        }
        None => return,
    };
    diag.push(Code::BadTemplate, template, message);
}

fn blank(text: &str) -> Option<String> {
    if text.is_empty() {
        Some("this is empty: write a URI such as `menu://today`".to_owned())
    } else if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        Some("a URI has no spaces: write `%20`".to_owned())
    } else {
        None
    }
}

/// What is wrong with the expressions of a template.
fn fault(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (_, from) = rest.split_at(at);
        let Some(inner) = from.strip_prefix('{') else {
            return Some("`}` closes nothing: write `{` before the variable, or `%7D`".to_owned());
        };
        let Some((expression, after)) = inner.split_once('}') else {
            return Some(format!("`{{{inner}` is not closed: write `}}` after the variable"));
        };
        if let Some(message) = expression_fault(expression) {
            return Some(message);
        }
        rest = after;
    }
    None
}

fn expression_fault(expression: &str) -> Option<String> {
    if let Some(reserved) = expression.chars().next().filter(|c| "=,!@|".contains(*c)) {
        return Some(format!(
            "`{reserved}` is no operator of templates: use `+`, `#`, `.`, `/`, `;`, `?`, `&` or none"
        ));
    }
    let variables = expression.strip_prefix(['+', '#', '.', '/', ';', '?', '&']).unwrap_or(expression);
    variables.split(',').find_map(|variable| {
        let name = variable.strip_suffix('*').unwrap_or(variable);
        let (name, prefix) = name.split_once(':').map_or((name, None), |(name, prefix)| (name, Some(prefix)));
        let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '%');
        if name.is_empty() {
            Some("a variable of the template has no name: write one between `{` and `}`".to_owned())
        } else if !name.chars().all(named) {
            Some(format!("`{name}` is no variable of a template: letters, digits, `_` and `.` only"))
        } else if prefix.is_some_and(|prefix| !matches!(prefix.parse::<u16>(), Ok(1..=9999))) {
            Some(format!("`{variable}` is no variable of a template: a length from 1 to 9999 follows `:`"))
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_the_expressions_of_rfc_6570() {
        for template in
            ["file://{path}", "a://{+path}/{x,y}", "a:{#x}{/list*}{?q,lang}", "a://{var:3}{;x*}{.dom.ain}"]
        {
            assert_eq!(fault(template), None, "{template}");
        }
    }

    #[test]
    fn says_what_is_wrong_with_the_others() {
        for template in [
            "a://{",
            "a://}",
            "a://{}",
            "a://{x",
            "a://{x}}",
            "a://{=x}",
            "a://{x y}",
            "a://{x:0}",
            "{{x}}",
            "a://{x,}",
        ] {
            assert!(fault(template).is_some(), "{template}");
        }
    }
}
