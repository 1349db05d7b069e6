//! From a template and values to a stream of pieces.
//!
//! The stream is structured from the start: a role, media or section is a piece of its own, never a mark within the
//! text. So no value, whatever it holds, can make one.

mod block;
mod call;
mod data;
mod known;
mod output;
mod partial;
mod scope;
mod val;

use std::cell::OnceCell;

use serde_json::{Map, Value, json};

use crate::environment::Environment;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::MAX_RENDER_DEPTH;
use crate::message::{Entry, Media, Message, Role};
use crate::position::Span;
use crate::prompt::Prompt;
use crate::template::Template;
use crate::template::ast::{Expr, Node, Path};
use output::{Full, Output};
use scope::{BlockParams, Round, Scope};
use val::Val;

pub use data::Data;
pub(crate) use known::called_helper;
pub(crate) use output::write_value;

/// A piece of a rendered prompt.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Piece {
    /// Text.
    Text(String),
    /// From here on it is this role that speaks.
    Role(Role),
    /// Here goes the conversation so far.
    History,
    /// Media.
    Media(Media),
    /// Here goes what is known by this name.
    Section(String),
}

/// A rendered prompt.
///
/// ```
/// use genkit_dotprompt::{Data, Environment, Piece, Role, Template};
///
/// let template = Template::parse("{{role 'system'}}Be kind.")?;
/// let rendered = Environment::new().render_template(&template, &Data::default())?;
/// assert_eq!(rendered.pieces(), [Piece::Role(Role::System), Piece::Text("Be kind.".into())]);
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    pieces: Vec<Piece>,
}

impl Rendered {
    /// The pieces in order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// All text, without roles, media and sections.
    #[must_use]
    pub fn to_text(&self) -> String {
        let texts = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    /// The prompt's messages, with the place of the conversation so far among them. For callers that keep the
    /// conversation in a form of their own and do not want it copied.
    #[must_use]
    pub fn outline(&self) -> Vec<Entry> {
        crate::message::outline(&self.pieces)
    }

    /// The messages, with the conversation so far in its place.
    ///
    /// ```
    /// use genkit_dotprompt::{Data, Environment, Role, Template};
    ///
    /// let template = Template::parse("{{role 'system'}}Be kind.{{role 'user'}}Hi")?;
    /// let messages = Environment::new().render_template(&template, &Data::default())?.to_messages(&[]);
    /// assert_eq!(messages.iter().map(|m| m.role).collect::<Vec<_>>(), [Role::System, Role::User]);
    /// # Ok::<(), genkit_dotprompt::Error>(())
    /// ```
    #[must_use]
    pub fn to_messages(&self, history: &[Message]) -> Vec<Message> {
        crate::message::assemble(self.outline(), history)
    }
}

/// All values that a template can read.
#[derive(Clone, Copy)]
pub(crate) struct Values<'a> {
    pub(crate) input: &'a Value,
    pub(crate) data: &'a Data<'a>,
    pub(crate) context: &'a Map<String, Value>,
    pub(crate) prompt: Option<&'a Prompt>,
    /// `@metadata`, made only when a template reads it.
    pub(crate) metadata: &'a OnceCell<Value>,
}

pub(crate) fn render<'a>(
    environment: &'a Environment,
    template: &'a Template,
    values: Values<'a>,
) -> Result<Rendered> {
    let mut renderer = Renderer {
        environment,
        values,
        output: Output::new(environment.limits().output_bytes),
        steps: environment.limits().steps,
        depth: 0,
        scopes: vec![Scope::new(Val::Ref(values.input))],
        block_params: Vec::new(),
        rounds: Vec::new(),
        partial: None,
        checked: Vec::new(),
    };
    renderer.template(template)?;
    Ok(Rendered { pieces: renderer.output.finish() })
}

struct Renderer<'a> {
    environment: &'a Environment,
    values: Values<'a>,
    output: Output<'a>,
    steps: u64,
    depth: usize,
    scopes: Vec<Scope<'a>>,
    block_params: Vec<BlockParams<'a>>,
    rounds: Vec<Round<'a>>,
    /// The name of the partial that is being rendered.
    partial: Option<&'a str>,
    /// Partials whose names were looked up already.
    checked: Vec<&'a str>,
}

impl<'a> Renderer<'a> {
    fn template(&mut self, template: &'a Template) -> Result<()> {
        known::check_names(self.environment, template).map_err(|error| error.in_partial(self.partial))?;
        self.nodes(template.nodes())
    }

    fn nodes(&mut self, nodes: &'a [Node]) -> Result<()> {
        for node in nodes {
            let span = node.span();
            self.step(span)?;
            match node {
                Node::Text(text) => self.text(&text.text, span)?,
                Node::Mustache(mustache) => self.mustache(&mustache.call)?,
                Node::Block(block) => self.nested(span, |renderer| renderer.block(block))?,
                Node::Partial(partial) => self.nested(span, |renderer| renderer.partial(partial))?,
                Node::Comment(_) => {}
            }
        }
        Ok(())
    }

    /// Goes one level down, if it is not too deep.
    fn nested(&mut self, span: Span, inner: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        if self.depth >= MAX_RENDER_DEPTH {
            let message =
                format!("blocks and partials go more than {MAX_RENDER_DEPTH} deep; is a partial endless?");
            return Err(self.error(ErrorKind::Limit, message, span));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn step(&mut self, span: Span) -> Result<()> {
        match self.steps.checked_sub(1) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => Err(self.error(ErrorKind::Limit, "rendering takes more steps than allowed", span)),
        }
    }

    fn text(&mut self, text: &str, span: Span) -> Result<()> {
        let written = self.output.text(text);
        self.fits(written, span)
    }

    fn structure(&mut self, piece: Piece, span: Span) -> Result<()> {
        let written = self.output.structure(piece);
        self.fits(written, span)
    }

    fn fits(&self, written: Result<(), Full>, span: Span) -> Result<()> {
        written.map_err(|Full| self.too_long(span))
    }

    fn too_long(&self, span: Span) -> Error {
        let limit = self.environment.limits().output_bytes;
        self.error(ErrorKind::Limit, format!("the rendered prompt is longer than {limit} bytes"), span)
    }

    fn error(&self, kind: ErrorKind, message: impl Into<String>, span: Span) -> Error {
        Error::new(kind, message).span(span).in_partial(self.partial)
    }

    fn expression(&mut self, expr: &'a Expr) -> Result<Val<'a>> {
        self.step(expr.span())?;
        match expr {
            Expr::Path(path) => Ok(self.path(path)),
            Expr::Literal(literal) => Ok(literal.value.as_ref().map_or(Val::Undefined, Val::Ref)),
            Expr::Call(call) => self.sub_expression(call),
        }
    }

    fn path(&self, path: &'a Path) -> Val<'a> {
        if path.data {
            return self.data_path(path);
        }
        if !path.scoped
            && let Some((first, rest)) = path.segments.split_first()
            && let Some(param) = self.block_param(&first.name)
        {
            return rest.iter().fold(param, |value, segment| value.member(&segment.name));
        }
        match self.scopes.iter().rev().nth(path.depth) {
            Some(scope) => scope.resolve(path),
            None => Val::Undefined,
        }
    }

    fn block_param(&self, name: &str) -> Option<Val<'a>> {
        let params = self.block_params.iter().rev().flatten();
        params.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    }

    fn data_path(&self, path: &'a Path) -> Val<'a> {
        let Some((first, rest)) = path.segments.split_first() else { return Val::Undefined };
        let round = self.rounds.iter().rev().nth(path.depth).and_then(|round| round.get(&first.name));
        let start = match (round, first.name.as_str()) {
            (Some(value), _) => value,
            (None, "root") => Val::Ref(self.values.input),
            (None, name) => match self.values.context.get(name) {
                Some(value) => Val::Ref(value),
                None if name == "metadata" => Val::Ref(self.values.metadata()),
                None => Val::Undefined,
            },
        };
        rest.iter().fold(start, |value, segment| value.member(&segment.name))
    }

    fn this(&self) -> Val<'a> {
        self.scopes.last().map_or(Val::Undefined, Scope::value)
    }
}

impl<'a> Values<'a> {
    fn metadata(&self) -> &'a Value {
        let Values { data, prompt, .. } = *self;
        self.metadata.get_or_init(|| {
            let prompt = match data.prompt {
                Some(given) => given.clone(),
                None => prompt.map_or(Value::Null, Prompt::to_json),
            };
            json!({"prompt": prompt, "docs": data.docs, "messages": data.messages.to_json()})
        })
    }
}
