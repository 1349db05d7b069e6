//! The tree of a template. Every node knows its place in the file.

use serde_json::Value;

use crate::position::Span;

/// One node of a template.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Node {
    /// Literal text.
    Text(Text),
    /// `{{x}}` or `{{helper x}}`.
    Mustache(Mustache),
    /// `{{#x}}…{{/x}}` or `{{^x}}…{{/x}}`.
    Block(Block),
    /// `{{> x}}`.
    Partial(PartialCall),
    /// `{{! … }}`.
    Comment(Comment),
}

impl Node {
    /// Where the node stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Node::Text(text) => text.span,
            Node::Mustache(mustache) => mustache.span,
            Node::Block(block) => block.span,
            Node::Partial(partial) => partial.span,
            Node::Comment(comment) => comment.span,
        }
    }
}

/// White space that a tag takes away (`~`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Strip {
    /// All that stands before the tag.
    pub left: bool,
    /// All that stands after it.
    pub right: bool,
}

/// Literal text.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// What is written to the output: white space that tags take away is gone already.
    pub text: String,
    /// Where it stands, with the white space that was taken away.
    pub span: Span,
    pub(super) left_stripped: bool,
    pub(super) right_stripped: bool,
}

/// `{{x}}` or `{{helper x}}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Mustache {
    /// What is evaluated.
    pub call: Call,
    /// The white space it takes away.
    pub strip: Strip,
    /// From `{{` to `}}`.
    pub span: Span,
}

/// A block, with its `{{else}}` branches.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The block itself, then each `{{else if …}}`.
    pub branches: Vec<Branch>,
    /// The plain `{{else}}`.
    pub otherwise: Option<Otherwise>,
    /// Whether it was opened by `{{^`: its first body stands for "not".
    pub inverted: bool,
    /// The white space that the closing tag takes away.
    pub close: Strip,
    /// From `{{#` to the end of the closing tag.
    pub span: Span,
}

/// One condition of a [`Block`] and what it leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// `if x` in `{{#if x}}`.
    pub call: Call,
    /// The names after `as`.
    pub block_params: Vec<String>,
    /// What stands inside.
    pub body: Vec<Node>,
    /// The white space that the opening tag takes away.
    pub strip: Strip,
    /// The opening tag.
    pub span: Span,
}

/// The plain `{{else}}` of a [`Block`].
#[derive(Debug, Clone, PartialEq)]
pub struct Otherwise {
    /// What stands inside.
    pub body: Vec<Node>,
    /// The white space that the tag takes away.
    pub strip: Strip,
    /// The `{{else}}` tag.
    pub span: Span,
}

/// `{{> name context key=value}}`.
#[derive(Debug, Clone, PartialEq)]
pub struct PartialCall {
    /// Which partial.
    pub name: PartialName,
    /// What `this` is inside; without it, what it is outside.
    pub context: Option<Expr>,
    /// Variables put on top of the context.
    pub hash: Vec<HashPair>,
    /// White space before a partial that has its line to itself; each of its lines gets it too.
    pub indent: String,
    /// The white space it takes away.
    pub strip: Strip,
    /// From `{{` to `}}`.
    pub span: Span,
}

/// The name of a partial.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum PartialName {
    /// Written in the template.
    Static(String),
    /// A sub-expression that gives it.
    Dynamic(Call),
}

/// `{{! … }}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// The white space it takes away.
    pub strip: Strip,
    /// From `{{` to `}}`.
    pub span: Span,
}

/// A path, and its arguments if it calls a helper.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The helper or the variable.
    pub path: Path,
    /// Arguments by position.
    pub params: Vec<Expr>,
    /// Arguments by name.
    pub hash: Vec<HashPair>,
    /// From the path to the last argument.
    pub span: Span,
}

impl Call {
    /// Whether it has arguments, so that only a helper can be meant.
    #[must_use]
    pub fn has_arguments(&self) -> bool {
        !self.params.is_empty() || !self.hash.is_empty()
    }

    /// An argument by its name.
    #[must_use]
    pub fn hash_value(&self, name: &str) -> Option<&Expr> {
        self.hash.iter().rev().find(|pair| pair.name == name).map(|pair| &pair.value)
    }
}

/// `name=value`.
#[derive(Debug, Clone, PartialEq)]
pub struct HashPair {
    /// The name.
    pub name: String,
    /// The value.
    pub value: Expr,
    /// Where the name stands.
    pub span: Span,
}

/// An argument.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Expr {
    /// A variable.
    Path(Path),
    /// A string, number, `true`, `false` or `null`.
    Literal(Literal),
    /// `(helper x)`.
    Call(Box<Call>),
}

impl Expr {
    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Expr::Path(path) => path.span,
            Expr::Literal(literal) => literal.span,
            Expr::Call(call) => call.span,
        }
    }
}

/// A value written in the template.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    /// The value; `None` is the word `undefined`.
    pub value: Option<Value>,
    /// Where it stands.
    pub span: Span,
}

/// A variable: `user.name`, `../name`, `this`, `@index`.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Whether it starts with `@`.
    pub data: bool,
    /// How many `../` it starts with.
    pub depth: usize,
    /// Whether it starts with `this`, `.` or `..`, so that no helper can be meant.
    pub scoped: bool,
    /// The names after that.
    pub segments: Vec<Segment>,
    /// As it is written.
    pub original: String,
    /// Where it stands.
    pub span: Span,
}

impl Path {
    /// The name, if the path is a single one that may also be a helper's.
    #[must_use]
    pub fn simple_name(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [only] if !self.data && !self.scoped => Some(&only.name),
            _ => None,
        }
    }

    /// Whether the path is `this`.
    #[must_use]
    pub fn is_this(&self) -> bool {
        !self.data && self.depth == 0 && self.segments.is_empty()
    }
}

/// One name in a [`Path`].
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// The name, without brackets.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}
