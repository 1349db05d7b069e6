//! What several test modules need.

use genkit_dotprompt::{Data, Environment, Error, Rendered, Template};
use serde_json::{Value, json};

pub(crate) fn render_in(env: &Environment, source: &str, input: &Value) -> Result<Rendered, Error> {
    let context = json!({"auth": {"uid": "u1"}, "state": {"count": 2}});
    let data = Data::new(input).context(context.as_object().unwrap());
    env.render_template(&Template::parse(source)?, &data)
}

pub(crate) fn render(source: &str, input: &Value) -> Result<Rendered, Error> {
    render_in(&Environment::new(), source, input)
}

/// The text of a template that must render.
pub(crate) fn text(source: &str, input: &Value) -> String {
    match render(source, input) {
        Ok(rendered) => rendered.to_text(),
        Err(error) => panic!("{source:?}: {error}"),
    }
}

/// The error of a template that must fail, parsing or rendering.
pub(crate) fn error(source: &str, input: &Value) -> Error {
    match render(source, input) {
        Ok(rendered) => panic!("{source:?} renders {:?}", rendered.pieces()),
        Err(error) => error,
    }
}

/// Checks rows of template and text.
pub(crate) fn check_rows(input: &Value, rows: &[(&str, &str)]) {
    for (source, expected) in rows {
        assert_eq!(text(source, input), *expected, "{source:?}");
    }
}

/// Checks rows of template and error, as it is shown.
pub(crate) fn check_errors(input: &Value, rows: &[(&str, &str)]) {
    for (source, expected) in rows {
        assert_eq!(error(source, input).to_string(), *expected, "{source:?}");
    }
}
