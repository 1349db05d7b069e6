//! Templates: a Handlebars subset, parsed into a tree that knows its places.

pub mod ast;
mod build;
mod cursor;
mod expression;
mod scan;
mod whitespace;

use std::ops::Range;
use std::str::FromStr;

use crate::error::{Error, Result};
use ast::Node;

/// A parsed template.
///
/// It may stand in a bigger file, behind front matter; its places count from the start of that file.
///
/// ```
/// use genkit_dotprompt::{Data, Environment, Template};
/// use serde_json::json;
///
/// let template = Template::parse("Hello, {{name}}!")?;
/// let rendered = Environment::new().render_template(&template, &Data::new(&json!({"name": "Ada"})))?;
/// assert_eq!(rendered.to_text(), "Hello, Ada!");
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    nodes: Vec<Node>,
}

impl Template {
    /// Parses a template that is a text of its own.
    ///
    /// # Errors
    /// If it is no valid template.
    pub fn parse(source: &str) -> Result<Self> {
        Self::parse_within(source, 0..source.len())
    }

    /// Parses the part `range` of a file.
    pub(crate) fn parse_within(file: &str, range: Range<usize>) -> Result<Self> {
        let upto = file.get(..range.end).unwrap_or(file);
        let mut cursor = cursor::Cursor::new(upto);
        cursor.advance(range.start);
        let mut builder = build::Builder::default();
        scan::scan(&mut cursor, |item| builder.push(item))?;
        let mut nodes = builder.finish()?;
        whitespace::control(&mut nodes, upto);
        Ok(Template { nodes })
    }

    /// The nodes in their order.
    ///
    /// ```
    /// use genkit_dotprompt::{Template, ast::Node};
    /// assert!(matches!(Template::parse("{{name}}")?.nodes(), [Node::Mustache(_)]));
    /// # Ok::<(), genkit_dotprompt::Error>(())
    /// ```
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }
}

impl FromStr for Template {
    type Err = Error;

    fn from_str(source: &str) -> Result<Self> {
        Self::parse(source)
    }
}
